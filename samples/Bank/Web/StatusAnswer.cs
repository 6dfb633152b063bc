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
    IReadOnlyList<MemberStatus> Members)
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
        status.Members);

    private static string RoleName(ReplicaRole role) => role switch
    {
        ReplicaRole.Leader => "leader",
        ReplicaRole.Candidate => "candidate",
        ReplicaRole.Learner => "learner",
        _ => "follower",
    };
}

/// <summary>The slot of a snapshot that is durable.</summary>
internal sealed record SnapshotAnswer(long Slot);

/// <summary>How the service is.</summary>
internal sealed record HealthAnswer(string Status);
