using PaxosGen;

namespace BankSample.Web;

/// <summary>A replica's status in the words of the web API.</summary>
internal sealed record StatusAnswer(
    int Replica,
    string Role,
    int Leader,
    string Ballot,
    long Epoch,
    long ChosenThrough,
    long AppliedThrough,
    long TruncatedThrough,
    string ResultHash,
    string? HaltReason,
    IReadOnlyList<MemberAnswer> Members,
    long SnapshotSlot,
    long SlotsInFlight,
    long RequestsWaiting,
    bool DiskFull,
    double LongestGcPauseMilliseconds,
    bool MayBeSwitchedOff,
    bool Quarantined,
    string? Divergence)
{
    public static StatusAnswer Of(ReplicaStatus status) => new(
        status.Replica,
        RoleName(status.Role),
        status.Leader,
        status.Ballot,
        status.Epoch,
        status.ChosenThrough,
        status.AppliedThrough,
        status.TruncatedThrough,
        status.ResultHash,
        status.HaltReason,
        [.. status.Members.Select(m => new MemberAnswer(m.Id, m.Address, m.Role, m.IsConnected, m.HeardMillisecondsAgo, m.ChosenThrough, m.SnapshotSlot))],
        status.SnapshotSlot,
        status.SlotsInFlight,
        status.RequestsWaiting,
        status.IsDiskFull,
        status.LongestGcPauseMilliseconds,
        status.MayBeSwitchedOff,
        status.IsQuarantined,
        status.Divergence);

    private static string RoleName(ReplicaRole role) => role switch
    {
        ReplicaRole.Leader => "leader",
        ReplicaRole.Candidate => "candidate",
        ReplicaRole.Learner => "learner",
        ReplicaRole.Removed => "removed",
        _ => "follower",
    };
}

/// <summary>A member as the replica sees it; null where it does not know, or where the member is itself.</summary>
internal sealed record MemberAnswer(
    int Id, string Address, string Role, bool? Connected, long? HeardMillisecondsAgo, long? ChosenThrough, long? SnapshotSlot);

/// <summary>The slot of a snapshot that is durable.</summary>
internal sealed record SnapshotAnswer(long Slot);

/// <summary>The replica that has taken a peer's state.</summary>
internal sealed record RejoinAnswer(int Replica);

/// <summary>The replica that leads now.</summary>
internal sealed record LeaderAnswer(int Leader);

/// <summary>How the service is.</summary>
internal sealed record HealthAnswer(string Status);
