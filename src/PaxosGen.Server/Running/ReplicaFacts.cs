using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>What a replica says of itself, for other threads to read. Immutable.</summary>
internal sealed record ReplicaFacts(
    ReplicaRole Role, ReplicaId Leader, Ballot Promised, Slot ChosenThrough, Slot TruncatedThrough, Slot SnapshotSlot, Configuration Configuration,
    bool IsRetired, bool IsQuarantined)
{
    public static ReplicaFacts Of(Replica replica) => new(
        replica.Role, replica.Leader, replica.Promised, replica.ChosenThrough, replica.TruncatedThrough, replica.SnapshotSlot, replica.Configuration,
        replica.IsRetired, replica.IsQuarantined);

    /// <summary>Whether nothing has changed.</summary>
    public bool IsOf(Replica replica) =>
        ChosenThrough == replica.ChosenThrough && Role == replica.Role && Leader == replica.Leader && Promised == replica.Promised
        && TruncatedThrough == replica.TruncatedThrough && SnapshotSlot == replica.SnapshotSlot && ReferenceEquals(Configuration, replica.Configuration)
        && IsRetired == replica.IsRetired && IsQuarantined == replica.IsQuarantined;
}
