using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using PaxosGen.Core;

namespace PaxosGen.Benchmarks.Paths;

/// <summary>The protocol's part of a command, in batches of 100: from the inputs to the effects that a replica's loop takes.</summary>
public class StepBenchmarks
{
    /// <summary>A replica that has so many slots makes room for a new one: benchmarks truncate no logs.</summary>
    private static readonly Slot Enough = new(50_000);

    private readonly Effects _effects = new();
    private readonly Input[] _proposals = [.. Enumerable.Range(1, Cast.Batch).Select(i => new Input.Propose(Cast.Now, Cast.Session, Origin.Session(Cast.Session, i, 1), 7, Cast.Payload))];
    private readonly ImmutableArray<Entry> _entries = [.. Enumerable.Range(1, Cast.Batch).Select(i => Cast.CallOf(i))];
    private Replica _leader = null!;
    private Replica _follower = null!;
    private Slot _accepted;

    [GlobalSetup]
    public void Setup()
    {
        _leader = Cast.NewLeader(_effects);
        BeginToFollow();
    }

    /// <summary>100 proposals in one batch, and its three Accepteds.</summary>
    [Benchmark(Description = "leader, from Propose to chosen", OperationsPerInvoke = Cast.Batch)]
    public int Lead()
    {
        if (_leader.ChosenThrough > Enough)
        {
            _leader = Cast.NewLeader(_effects);
        }

        var first = _leader.ChosenThrough.Next;
        foreach (var proposal in _proposals)
        {
            _leader.Step(proposal, _effects);
        }

        var taken = Cast.Take(_effects);
        for (var voter = 1; voter <= 3; voter++)
        {
            _leader.Step(Cast.FromVoter(voter, new Message.Accepted(Cast.Ballot, first, Cast.Batch, Cast.StoreOf(voter))), _effects);
        }

        Invariant.Check(_effects.Chosen.Count == Cast.Batch);
        return taken + Cast.Take(_effects);
    }

    /// <summary>An Accept of 100 entries that announces the 100 before as chosen.</summary>
    [Benchmark(Description = "follower, from Accept to chosen", OperationsPerInvoke = Cast.Batch)]
    public int Follow()
    {
        if (_follower.ChosenThrough > Enough)
        {
            BeginToFollow();
        }

        Accept();
        Invariant.Check(_effects.Chosen.Count == Cast.Batch);
        return Cast.Take(_effects);
    }

    private void BeginToFollow()
    {
        _follower = Cast.NewFollower(_effects);
        _accepted = Slot.First;
        Accept();
        Cast.Take(_effects);
    }

    private void Accept()
    {
        _follower.Step(Cast.FromVoter(1, new Message.Accept(Cast.Ballot, _accepted.Next, _entries, _accepted)), _effects);
        _accepted += Cast.Batch;
    }
}
