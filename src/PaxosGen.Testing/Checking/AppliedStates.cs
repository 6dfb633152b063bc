using PaxosGen.Core;

namespace PaxosGen.Testing.Checking;

/// <summary>Equal hashes of entries and results at equal slots, and equal states in snapshots of equal slots.</summary>
internal sealed class AppliedStates(ChosenLog chosen)
{
    private readonly Dictionary<Slot, UInt128> _hashes = [];
    private readonly Dictionary<Slot, UInt128> _states = [];
    private readonly Dictionary<ReplicaId, Slot> _appliedBy = [];

    /// <summary>The running hash at the highest slot that anybody has applied.</summary>
    public (Slot Slot, UInt128 Hash) Newest { get; private set; }

    /// <summary>How often a replica went on from a peer's snapshot.</summary>
    public int SnapshotsInstalled { get; private set; }

    /// <summary>How often it did so since its applier was too slow for what it knew to be chosen.</summary>
    public int Overtaken { get; private set; }

    /// <summary>A replica goes on from a peer's snapshot of slots that it has in its log.</summary>
    public void OnOvertaken() => Overtaken++;

    /// <summary>A replica has applied a slot, or all through it with a snapshot.</summary>
    public void OnApplied(SimulatedReplica replica, ResultHash hash)
    {
        chosen.ClaimThrough(replica.Id, hash.Slot);
        if (_appliedBy.TryGetValue(replica.Id, out var before) && hash.Slot > before.Next)
        {
            // Nobody skips a slot but who goes on from a peer's snapshot.
            SnapshotsInstalled++;
        }

        _appliedBy[replica.Id] = hash.Slot;
        if (replica.MayDiffer)
        {
            // It was made to.
            return;
        }

        Compare(_hashes, replica, hash.Slot, hash.Value, "result hash");
        if (hash.Slot > Newest.Slot)
        {
            Newest = (hash.Slot, hash.Value);
        }
    }

    /// <summary>A replica has a durable snapshot.</summary>
    public void OnSnapshot(SimulatedReplica replica, Slot slot, UInt128 hash)
    {
        chosen.ClaimThrough(replica.Id, slot);
        if (replica.MayDiffer)
        {
            return;
        }

        Compare(_states, replica, slot, hash, "state in its snapshot");
    }

    /// <summary>Whether results are others than those of a replica that never differed.</summary>
    public bool Differs(ResultHash hash) => _hashes.TryGetValue(hash.Slot, out var known) && known != hash.Value;

    /// <summary>The same of the state in a snapshot.</summary>
    public bool StateDiffers(ResultHash hash) => _states.TryGetValue(hash.Slot, out var known) && known != hash.Value;

    private static void Compare(Dictionary<Slot, UInt128> known, SimulatedReplica replica, Slot slot, UInt128 hash, string what)
    {
        if (!known.TryAdd(slot, hash) && known[slot] != hash)
        {
            throw new SimulationFailedException($"Replica {replica.Id} has {what} {hash:x32} at slot {slot}; another had {known[slot]:x32}.");
        }
    }
}
