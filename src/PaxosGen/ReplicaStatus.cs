namespace PaxosGen;

/// <summary>What a replica is doing in its cluster.</summary>
public enum ReplicaRole
{
    /// <summary>Votes, and follows a leader or waits for one.</summary>
    Follower,

    /// <summary>Tries to become leader.</summary>
    Candidate,

    /// <summary>Orders the commands.</summary>
    Leader,

    /// <summary>Receives the log without a vote.</summary>
    Learner,
}

/// <summary>One member of the cluster.</summary>
/// <param name="Id">Its replica id.</param>
/// <param name="Address">Where it listens for peers and clients, <c>host:port</c>.</param>
/// <param name="Role"><c>voter</c> or <c>learner</c>.</param>
public sealed record MemberStatus(int Id, string Address, string Role);

/// <summary>What a replica knows of itself and the cluster at one moment.</summary>
public sealed record ReplicaStatus
{
    /// <summary>Its replica id.</summary>
    public required int Replica { get; init; }

    /// <summary>What it is doing.</summary>
    public required ReplicaRole Role { get; init; }

    /// <summary>The leader it knows, or 0.</summary>
    public required int Leader { get; init; }

    /// <summary>The highest ballot it has promised, as <c>epoch.round.replica</c>.</summary>
    public required string Ballot { get; init; }

    /// <summary>The epoch of the membership, from 1.</summary>
    public required long Epoch { get; init; }

    /// <summary>Every slot up to here is known to be chosen.</summary>
    public required long ChosenThrough { get; init; }

    /// <summary>Every slot up to here has been applied.</summary>
    public required long AppliedThrough { get; init; }

    /// <summary>Slots up to here live on only in the snapshot.</summary>
    public required long TruncatedThrough { get; init; }

    /// <summary>The slot of the newest durable snapshot, or 0.</summary>
    public required long SnapshotSlot { get; init; }

    /// <summary>Running hash over entries and results through <see cref="AppliedThrough"/>, in hex; equal on all replicas at equal slots.</summary>
    public required string ResultHash { get; init; }

    /// <summary>Why the replica stopped, or null while it runs.</summary>
    public required string? HaltReason { get; init; }

    /// <summary>The members of the cluster, by id.</summary>
    public required IReadOnlyList<MemberStatus> Members { get; init; }
}
