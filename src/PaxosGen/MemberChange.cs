namespace PaxosGen;

/// <summary>A member that a cluster is to have.</summary>
/// <param name="Id">Its replica id, from 1. Never reused for another data folder.</param>
/// <param name="Address">Where others dial it, <c>host:port</c>; the one that it has when null, which a new member cannot be.</param>
/// <param name="Priority">Shortens (positive) or lengthens (negative) its election time-outs; the one that it has when null.</param>
public sealed record ClusterMember(int Id, string? Address = null, int? Priority = null);

/// <summary>
/// The members that a cluster is to have from now on, all of them. Any change is made at once; but who is to vote must have
/// caught up as a learner before.
/// </summary>
public sealed record MemberChange
{
    /// <summary>Those who vote.</summary>
    public required IReadOnlyList<ClusterMember> Voters { get; init; }

    /// <summary>Those who receive the log without a vote: replicas that are to be voters soon, or only read.</summary>
    public IReadOnlyList<ClusterMember> Learners { get; init; } = [];

    /// <summary>How many voters' promises a new leader needs; a majority when null. Both quorums together must exceed the number of voters.</summary>
    public int? Phase1Quorum { get; init; }

    /// <summary>How many voters must have accepted a command before it is acknowledged; a majority when null.</summary>
    public int? Phase2Quorum { get; init; }
}
