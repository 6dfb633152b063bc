using PaxosGen;

namespace BankSample.Web;

/// <summary>The replicas of this process, for those who run the bank.</summary>
internal sealed class Replicas(LocalCluster<BankReplica> cluster)
{
    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(8);

    /// <summary>What the leader knows, or any replica while none leads.</summary>
    /// <exception cref="ProblemException">No replica runs.</exception>
    public ReplicaStatus StatusOfLeader() => Leader().Status;

    /// <summary>What one replica knows.</summary>
    /// <exception cref="ProblemException">It does not run.</exception>
    public ReplicaStatus StatusOf(int id) => Running().FirstOrDefault(r => r.Status.Replica == id)?.Status
        ?? throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "Not found", $"replica: no replica {id} runs."));

    /// <summary>Makes a snapshot on the leader.</summary>
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

    private BankReplica Leader()
    {
        var running = Running();
        return running.Find(r => r.Status is { Role: ReplicaRole.Leader, HaltReason: null }) ?? running.FirstOrDefault()
            ?? throw new ProblemException(Problem.Unavailable("No replica runs.", Problem.NotApplied));
    }

    private List<BankReplica> Running()
    {
        List<BankReplica> running = [];
        foreach (var id in cluster.Running)
        {
            try
            {
                running.Add(cluster[id]);
            }
            catch (KeyNotFoundException)
            {
                // It has just stopped.
            }
        }

        return running;
    }
}
