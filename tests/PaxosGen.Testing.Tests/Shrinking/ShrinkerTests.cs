using PaxosGen.Testing.Shrinking;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Tests.Shrinking;

public sealed class ShrinkerTests
{
    private static readonly StormPlan Large = StormPlan.FromSeed(2) with
    {
        Replicas = 7,
        Clients = 4,
        CallsEach = 20,
        Rates = StormPlan.FromSeed(2).Rates.SetItem(FaultKind.Crash, 20).SetItem(FaultKind.Loss, 100).SetItem(FaultKind.Rot, 5),
    };

    [Fact]
    public void What_a_failure_does_not_need_is_taken_away()
    {
        // It needs crashes, nine faults, two clients and three calls; its sentence is never the same.
        var (plan, outcome) = new Shrinker(Run).Shrink(Large, Run(Large));
        Assert.Equal([FaultKind.Crash], plan.Rates.Keys.Except(plan.Disabled));
        Assert.Equal(9, plan.MaxFaults);
        Assert.Equal((2, 1, 3, 3), (plan.Clients, plan.CallersEach, plan.CallsEach, plan.Replicas));
        Assert.InRange(plan.Length, 500_000_000, 1_000_000_000);
        Assert.Equal(9, outcome.Faults);

        static StormOutcome Run(StormPlan plan)
        {
            var faults = Math.Min(plan.MaxFaults, 1000);
            var fails = plan.RateOf(FaultKind.Crash) > 0 && faults >= 9 && plan.Clients >= 2 && plan.CallsEach >= 3;
            return new StormOutcome(fails ? $"c1-{plan.CallsEach} took effect {plan.Clients} times." : null, faults);
        }
    }

    [Fact]
    public void A_failure_of_another_kind_is_not_what_is_looked_for()
    {
        var (plan, outcome) = new Shrinker(Run).Shrink(Large, Run(Large));
        Assert.Equal("Slot 6 has two values.", outcome.Failure);
        Assert.Equal(6, plan.CallsEach);

        static StormOutcome Run(StormPlan plan) =>
            new(plan.CallsEach > 5 ? $"Slot {plan.CallsEach} has two values." : plan.CallsEach > 2 ? "A call is lost." : null);
    }

    [Fact]
    public void It_ends_after_a_number_of_runs()
    {
        var runs = 0;
        var shrinker = new Shrinker(_ => new StormOutcome($"Failure {++runs}.", 1_000_000 - runs), maxRuns: 12);
        shrinker.Shrink(Large, new StormOutcome("Failure 0.", 1_000_000));
        Assert.Equal((12, 12), (runs, shrinker.Runs));
    }

    [Fact]
    public void Equal_plans_shrink_to_equal_plans()
    {
        Assert.Equal(PlanText.Of(Shrink()), PlanText.Of(Shrink()));

        static StormPlan Shrink() => new Shrinker(StormOutcomeOfFewCalls, maxRuns: 6).Shrink(StormPlan.FromSeed(3), StormOutcomeOfFewCalls(StormPlan.FromSeed(3))).Plan;

        // A real storm that is said to fail as soon as anything is acknowledged.
        static StormOutcome StormOutcomeOfFewCalls(StormPlan plan)
        {
            var outcome = StormOutcome.Of(plan);
            return outcome with { Failure = outcome.Acknowledged > 0 ? $"{outcome.Acknowledged} acknowledged." : null };
        }
    }

    [Theory]
    [InlineData("c3-4 was acknowledged and is lost.", "c12-9 was acknowledged and is lost.")]
    [InlineData("Replica 2 had promised 1.2.3 and came back with 1.1.1.", "Replica 1 had promised 1.7.2 and came back with 0.0.0.")]
    [InlineData("Replica 2 has hash 0123456789abcdef0123456789abcdef at slot 7.", "Replica 3 has hash ffff456789abcdef0123456789abcdef at slot 17.\nMore.")]
    public void Numbers_and_names_are_no_difference_of_kind(string one, string other) =>
        Assert.Equal(new StormOutcome(one).Kind, new StormOutcome(other).Kind);

    [Fact]
    public void Other_words_are() =>
        Assert.NotEqual(new StormOutcome("Broken invariant: held.Ballot <= ballot.").Kind, new StormOutcome("Broken invariant: ballot >= Promised.").Kind);
}
