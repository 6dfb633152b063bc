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

    /// <summary>Receives the log without a vote, as a member or in order to become one.</summary>
    Learner,

    /// <summary>Was a member and is none any more: serves those who need what it has until it may be switched off.</summary>
    Removed,
}

/// <summary>One member of the cluster.</summary>
/// <param name="Id">Its replica id.</param>
/// <param name="Address">Where it listens for peers and clients, <c>host:port</c>.</param>
/// <param name="Role"><c>voter</c> or <c>learner</c>.</param>
public sealed record MemberStatus(int Id, string Address, string Role)
{
    /// <summary>Whether this replica's connection to it stands; null for this replica itself.</summary>
    public bool? IsConnected { get; init; }

    /// <summary>How long ago the leader heard from it; null unless this replica leads and has heard from it, and for itself.</summary>
    public long? HeardMillisecondsAgo { get; init; }

    /// <summary>How far it knows the log to be chosen, of a moment ago; null where this replica does not know, which only a leader does.</summary>
    public long? ChosenThrough { get; init; }

    /// <summary>The slot of its newest durable snapshot, of a moment ago: the lowest among members holds truncation back. Null where this replica does not know.</summary>
    public long? SnapshotSlot { get; init; }
}

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

    /// <summary>Whether those who connect to it authenticate (<see cref="ReplicaOptions.Tls"/>).</summary>
    public bool HasTls { get; init; }

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

    /// <summary>
    /// How its results or its state differ from the others', with the first slot and its command once that is found; or that a
    /// snapshot made by replay does. Null while nothing is known of that.
    /// </summary>
    public string? Divergence { get; init; }

    /// <summary>Whether it differs from a quorum: it votes, and neither leads nor serves anything until it rejoins.</summary>
    public bool IsQuarantined { get; init; }

    /// <summary>Whether it was removed, and a quorum of its successors is known to hold all that it has: it is of no more use to anybody. Its certificate should be trusted no more, then.</summary>
    public bool MayBeSwitchedOff { get; init; }

    /// <summary>Whether it waits for space on its disk: it votes for nothing meanwhile.</summary>
    public bool IsDiskFull { get; init; }

    /// <summary>Slots that this replica, leading, has proposed in and that are not chosen yet; else 0.</summary>
    public long SlotsInFlight { get; init; }

    /// <summary>Commands and queries that wait here for their answer.</summary>
    public long RequestsWaiting { get; init; }

    /// <summary>Longest time that garbage collection has stopped the process; the election time-out must exceed it.</summary>
    public double LongestGcPauseMilliseconds { get; init; }

    /// <summary>The members of the cluster, by id.</summary>
    public required IReadOnlyList<MemberStatus> Members { get; init; }
}
