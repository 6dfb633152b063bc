using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Shrinking;

/// <summary>
/// Makes a failing plan smaller as long as it fails in the same way: fewer kinds of faults, no operator, no
/// readers, no leases, fewer faults, clients, callers and calls, a shorter storm, fewer replicas. Deterministic: it takes the first smaller plan that still fails,
/// in a fixed order, and ends after a number of runs.
/// </summary>
/// <param name="run">Runs a plan.</param>
/// <param name="maxRuns">How many plans it tries at most.</param>
internal sealed class Shrinker(Func<StormPlan, StormOutcome> run, int maxRuns = 300)
{
    private const long ShortestStorm = 500_000_000;
    private static readonly StormPlan Plain = new();

    private StormPlan _plan = new();
    private StormOutcome _outcome = new(Failure: null);

    /// <summary>How many plans it has tried.</summary>
    public int Runs { get; private set; }

    /// <summary>Shrinks a plan that fails.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="outcome">What came of it.</param>
    /// <returns>The smallest plan that it found, and what came of that.</returns>
    public (StormPlan Plan, StormOutcome Outcome) Shrink(StormPlan plan, StormOutcome outcome)
    {
        if (outcome.Failure is null)
        {
            throw new ArgumentException("A plan that does not fail cannot be shrunk.", nameof(outcome));
        }

        (_plan, _outcome) = (plan, outcome);
        bool isSmaller;
        do
        {
            isSmaller = ShrinkKinds();
            isSmaller |= ShrinkOperator();
            isSmaller |= ShrinkOptions();
            isSmaller |= ShrinkNumber(_outcome.Faults, 0, (p, n) => p with { MaxFaults = n });
            isSmaller |= ShrinkNumber(_plan.Clients, 1, (p, n) => p with { Clients = (int)n });
            isSmaller |= ShrinkNumber(_plan.CallersEach, 1, (p, n) => p with { CallersEach = (int)n });
            isSmaller |= ShrinkNumber(_plan.CallsEach, 1, (p, n) => p with { CallsEach = (int)n });
            isSmaller |= ShrinkLength();
            isSmaller |= ShrinkReplicas();
        }
        while (isSmaller && Runs < maxRuns);

        return (_plan, _outcome);
    }

    private bool ShrinkKinds()
    {
        var isSmaller = false;
        foreach (var kind in _plan.Rates.Keys.Where(k => !_plan.Disabled.Contains(k)).ToList())
        {
            isSmaller |= Try(_plan with { Disabled = _plan.Disabled.Add(kind) });
        }

        return isSmaller;
    }

    private bool ShrinkOperator()
    {
        var isSmaller = _plan.HandoverEvery > 0 && Try(_plan with { HandoverEvery = 0 });
        isSmaller |= _plan.ChangeEvery > 0 && Try(_plan with { ChangeEvery = 0 });
        return isSmaller | ShrinkNumber(_plan.Joiners, 0, (p, n) => p with { Joiners = (int)n });
    }

    /// <summary>What is on in some seeds only.</summary>
    private bool ShrinkOptions()
    {
        var isSmaller = _plan.ReadEvery > 0 && Try(_plan with { ReadEvery = 0 });
        isSmaller |= _plan.Lease > 0 && Try(_plan with { Lease = 0 });
        isSmaller |= _plan.ClockSpread > 0 && Try(_plan with { ClockSpread = 0 });
        isSmaller |= _plan.Learning != LearningMode.Leader && Try(_plan with { Learning = LearningMode.Leader });
        isSmaller |= _plan.FollowerWindow < Plain.FollowerWindow && Try(_plan with { FollowerWindow = Plain.FollowerWindow });
        isSmaller |= _plan.Window < Plain.Window && Try(_plan with { Window = Plain.Window });
        isSmaller |= _plan.MaxMessageBytes < Plain.MaxMessageBytes && Try(_plan with { MaxMessageBytes = Plain.MaxMessageBytes });
        return isSmaller | (_plan.ApplyTime > 0 && Try(_plan with { ApplyTime = 0 }));
    }

    /// <summary>Halves the distance to the least, and then what is left of it, as long as the plan fails on the way.</summary>
    private bool ShrinkNumber(long number, long least, Func<StormPlan, long, StormPlan> with)
    {
        var isSmaller = false;
        var (low, high) = (least, number);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Try(with(_plan, middle)))
            {
                isSmaller = true;
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return isSmaller;
    }

    private bool ShrinkLength()
    {
        var isSmaller = false;
        while (_plan.Length / 2 >= ShortestStorm && Try(_plan with { Length = _plan.Length / 2 }))
        {
            isSmaller = true;
        }

        return isSmaller;
    }

    private bool ShrinkReplicas()
    {
        var isSmaller = false;
        while (_plan.Replicas > 3 && Try(_plan with { Replicas = _plan.Replicas - 2 }))
        {
            isSmaller = true;
        }

        return isSmaller;
    }

    private bool Try(StormPlan smaller)
    {
        if (Runs >= maxRuns)
        {
            return false;
        }

        Runs++;
        var outcome = run(smaller);
        if (outcome.Kind != _outcome.Kind)
        {
            return false;
        }

        (_plan, _outcome) = (smaller, outcome);
        return true;
    }
}
