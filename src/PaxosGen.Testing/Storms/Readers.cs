using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Readers that ask each replica directly, with every consistency, and do not wait for answers: some never come. What
/// linearizable reads are answered, and lease reads while clocks keep the bound, is part of the callers' history; a
/// bounded-stale answer must hold all that was acknowledged so long before it was asked for.
/// </summary>
internal sealed class Readers
{
    private readonly StormPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly IReadOnlyCollection<SimulatedReplica> _replicas;
    private readonly Callers _callers;
    private readonly ReplicatedRandom _chance;
    private readonly HashSet<RecordedCall<JournalCall, JournalAnswer>> _unanswered = [];
    private bool _isOver;

    public Readers(StormPlan plan, SimulatedCluster cluster, Callers callers)
    {
        _plan = plan;
        _world = cluster.World;
        _replicas = cluster.Replicas;
        _callers = callers;
        _chance = _world.NewStream();
    }

    /// <summary>How many reads of each consistency were answered.</summary>
    public int[] Answered { get; } = new int[3];

    /// <summary>Begins; goes on until the storm is over.</summary>
    public void Start()
    {
        if (_plan.ReadEvery == 0)
        {
            return;
        }

        foreach (var replica in _replicas)
        {
            _world.After(_chance.NextInt64(_plan.ReadEvery), () => Ask(replica));
        }
    }

    /// <summary>No more reads; answers that are still to come say nothing.</summary>
    public void Stop()
    {
        _isOver = true;
        foreach (var recorded in _unanswered)
        {
            recorded.Drop();
        }

        _unanswered.Clear();
    }

    private void Ask(SimulatedReplica replica)
    {
        if (_isOver)
        {
            return;
        }

        var consistency = (ReadConsistency)_chance.Next(Answered.Length);
        var askedAt = _world.Now;
        if (consistency == ReadConsistency.BoundedStale || (consistency == ReadConsistency.Lease && !_plan.KeepsDriftBound))
        {
            replica.Ask(Array.Empty<byte>(), consistency, answer => OnAnswer(replica, consistency, askedAt, answer));
        }
        else
        {
            var recorded = _callers.History.Invoke(-replica.Id.Value, JournalCall.Read);
            _unanswered.Add(recorded);
            replica.Ask(Array.Empty<byte>(), consistency, answer => OnAnswer(recorded, consistency, answer));
        }

        _world.After(1 + _chance.NextInt64(_plan.ReadEvery), () => Ask(replica));
    }

    private void OnAnswer(RecordedCall<JournalCall, JournalAnswer> recorded, ReadConsistency consistency, ReadOnlyMemory<byte>? answer)
    {
        if (!_unanswered.Remove(recorded))
        {
            return;
        }

        if (answer is { } lines)
        {
            Answered[(int)consistency]++;
            recorded.Return(JournalAnswer.Of(Journal.Lines(lines)));
        }
        else
        {
            recorded.Drop();
        }
    }

    private void OnAnswer(SimulatedReplica replica, ReadConsistency consistency, long askedAt, ReadOnlyMemory<byte>? answer)
    {
        if (_isOver || answer is not { } lines)
        {
            return;
        }

        Answered[(int)consistency]++;
        var count = Journal.Lines(lines).Length;
        var since = askedAt - (long)(_plan.MaxStaleness / _plan.SlowestClock);
        if (consistency == ReadConsistency.BoundedStale && _callers.LineAcknowledgedBefore(since) is var line && line > count)
        {
            throw new SimulationFailedException(
                $"Replica {replica.Id} was asked at {askedAt / 1e6:F3} ms for what was current at {since / 1e6:F3} ms, and answers {count} lines; line {line} was acknowledged before that.");
        }
    }
}
