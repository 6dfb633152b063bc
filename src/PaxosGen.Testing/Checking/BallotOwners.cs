using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>A ballot is used by its owner alone, in one life of it, and for one purpose.</summary>
internal sealed class BallotOwners
{
    private readonly Dictionary<Ballot, (int Life, Slot FirstSlot)> _prepared = [];

    /// <summary>How many ballots have been prepared.</summary>
    public int Count => _prepared.Count;

    /// <summary>The slot that a ballot was prepared from; null if it was not.</summary>
    public Slot? FirstSlotOf(Ballot ballot) => _prepared.TryGetValue(ballot, out var use) ? use.FirstSlot : null;

    /// <summary>Prepare leaves a replica.</summary>
    public void OnPrepare(SimulatedReplica from, Message.Prepare prepare)
    {
        CheckOwner(from, prepare.Ballot);
        var use = (from.Life, prepare.FirstSlot);
        if (_prepared.TryGetValue(prepare.Ballot, out var before) && before != use)
        {
            throw new SimulationFailedException(
                $"Ballot {prepare.Ballot} is used twice: from slot {before.FirstSlot} in life {before.Life}, and from slot {use.FirstSlot} in life {use.Life}.");
        }

        _prepared[prepare.Ballot] = use;
    }

    /// <summary>A leader's message leaves a replica.</summary>
    public void OnLeads(SimulatedReplica from, Ballot ballot)
    {
        CheckOwner(from, ballot);
        if (!_prepared.TryGetValue(ballot, out var use) || use.Life != from.Life)
        {
            throw new SimulationFailedException($"Replica {from.Id} leads in {ballot}, which it has not prepared in this life.");
        }
    }

    private static void CheckOwner(SimulatedReplica from, Ballot ballot)
    {
        if (ballot.Replica != from.Id)
        {
            throw new SimulationFailedException($"Replica {from.Id} uses ballot {ballot}, which is not its own.");
        }
    }
}
