using PaxosGen;

namespace BankSample.Web;

/// <summary>The replicas of this process, for those who run the bank.</summary>
/// <param name="running">Those that run now.</param>
internal sealed class Replicas(Func<IReadOnlyList<BankReplica>> running)
{
    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan TransferPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan RejoinPatience = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan ChangePatience = TimeSpan.FromSeconds(8);

    /// <summary>What the leader knows, or any replica while none of this process leads.</summary>
    /// <exception cref="ProblemException">No replica runs.</exception>
    public ReplicaStatus StatusOfLeader() => Leader().Status;

    /// <summary>What one replica knows.</summary>
    /// <exception cref="ProblemException">It does not run.</exception>
    public ReplicaStatus StatusOf(int id) => running().FirstOrDefault(r => r.Status.Replica == id)?.Status
        ?? throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "Not found", $"replica: no replica {id} runs in this process."));

    /// <summary>What each of them knows.</summary>
    public IEnumerable<ReplicaStatus> Statuses() => running().Select(r => r.Status);

    /// <summary>Whether none of them is a member any more.</summary>
    public bool AreRemoved => running() is { Count: > 0 } replicas && replicas.All(r => r.Status.Role == ReplicaRole.Removed);

    /// <summary>How a replica of this process and others differ; null while nothing is known of that.</summary>
    public string? Divergence => running().Select(r => r.Status.Divergence).FirstOrDefault(divergence => divergence is not null);

    /// <summary>Lets a quarantined replica take a peer's state, and returns once it has.</summary>
    /// <exception cref="OperationRefusedException">It is not quarantined.</exception>
    /// <exception cref="ProblemException">It does not run in this process, or no peer has sent a snapshot in time.</exception>
    public async Task RejoinAsync(int id, CancellationToken cancellationToken)
    {
        StatusOf(id);
        try
        {
            await running().First(r => r.Status.Replica == id).Handle.RejoinAsync(cancellationToken).WaitAsync(RejoinPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problem.Unavailable(
                $"No peer's snapshot came within {RejoinPatience.TotalSeconds} seconds. The replica goes on asking; POST /admin/snapshot makes one where there is none.", Problem.Unknown));
        }
    }

    /// <summary>Gives the cluster other members, by the leader.</summary>
    /// <returns>The new epoch, once it has a leader.</returns>
    public async Task<long> ChangeMembersAsync(MemberChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await Leader().Handle.ChangeMembersAsync(change, cancellationToken).WaitAsync(ChangePatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problem.Unavailable($"The next epoch had no leader within {ChangePatience.TotalSeconds} seconds.", Problem.Unknown));
        }
        catch (ArgumentException e)
        {
            throw new ProblemException(Problem.BadField("voters, learners", e.Message));
        }
    }

    /// <summary>Makes a snapshot on the leader, or any replica while none of this process leads.</summary>
    /// <returns>Its slot, once it is durable.</returns>
    public async Task<long> SnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Leader().Handle.SnapshotAsync(cancellationToken).WaitAsync(SnapshotPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problem.Unavailable($"The snapshot was not durable within {SnapshotPatience.TotalSeconds} seconds.", Problem.Unknown));
        }
    }

    /// <summary>Has the leader let another replica lead, and returns once that leads.</summary>
    /// <exception cref="OperationRefusedException">None of this process leads, or the other cannot; says why.</exception>
    public async Task TransferLeadershipAsync(int to, CancellationToken cancellationToken)
    {
        try
        {
            await Leader().Handle.TransferLeadershipAsync(to, cancellationToken).WaitAsync(TransferPatience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ProblemException(Problem.Unavailable($"Replica {to} was not heard to lead within {TransferPatience.TotalSeconds} seconds.", Problem.Unknown));
        }
    }

    private BankReplica Leader() =>
        running().OrderBy(r => r.Status is not { Role: ReplicaRole.Leader, HaltReason: null }).FirstOrDefault()
        ?? throw new ProblemException(Problem.Unavailable("No replica runs.", Problem.NotApplied));
}
