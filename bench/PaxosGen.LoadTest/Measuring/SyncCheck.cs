using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Measuring.Traces;
using PaxosGen.LoadTest.Reporting;
using PaxosGen.Storage;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>What one traced replica did.</summary>
/// <param name="Replica">Its id.</param>
/// <param name="Leads">Whether it led at the end.</param>
/// <param name="Batches">Batches that it says it has written.</param>
/// <param name="Syncs">Successful syncs of its log and its promises that the kernel saw.</param>
/// <param name="Accepted">Accepted messages that it sent to peers.</param>
/// <param name="Votes">Slots in them.</param>
/// <param name="VotesOfOtherBallots">Of these, slots that were durable as votes of another ballot.</param>
/// <param name="Promises">Promise messages that it sent to peers.</param>
internal sealed record SyncedReplica(int Replica, bool Leads, long Batches, int Syncs, int Accepted, int Votes, int VotesOfOtherBallots, int Promises);

/// <summary>What <c>syncs</c> writes.</summary>
/// <param name="Surroundings">Where it was checked.</param>
/// <param name="Replicas">What the replicas did.</param>
internal sealed record SyncResults(Surroundings Surroundings, List<SyncedReplica> Replicas);

/// <summary>
/// <c>syncs</c>: fsync is truly on, and in time. Under strace, each replica must have made as many successful syncs as it has written
/// batches, or more, and each Accepted and Promise must have left only after what it tells was written and synced (<see cref="SyncOrder"/>).
/// The calls come from the kernel's side, the batches from the replica's metrics.
/// </summary>
internal static class SyncCheck
{
    private const double Seconds = 3;

    /// <summary>More than any write of this load, so that none is cut.</summary>
    private const string ShownBytes = "65536";

    private const string Calls = "trace=fdatasync,fsync,pwrite64,pwritev,pwritev2,write,writev,sendto,sendmsg,sendmmsg";

    /// <summary><c>syncs</c> by itself.</summary>
    public static async Task<int> RunAsync()
    {
        var surroundings = Surroundings.Read();
        Console.WriteLine(surroundings);
        BenchFile.Write("syncs", surroundings, new SyncResults(surroundings, await CheckAsync()));
        return 0;
    }

    /// <summary>Runs a short load on traced replicas; throws when a sync is missing or late, or nobody can tell.</summary>
    public static async Task<List<SyncedReplica>> CheckAsync()
    {
        if (!Surroundings.HasProgram("strace"))
        {
            throw new InvalidOperationException("Whether replicas sync before they answer is seen by strace, which is not installed (./dev bench --install, or apt-get install strace).");
        }

        var traces = BenchFile.DataFolder("traces");
        Directory.CreateDirectory(traces);
        string TraceOf(int id) => Path.Combine(traces, $"{id}.trace");
        await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("traced"))
        {
            // -D: the replica stays the process that is started here, and strace is its grandchild. -y: names of files. -xx: all bytes in hexadecimal.
            Under = id => ["strace", "-D", "-f", "-y", "-xx", "-s", ShownBytes, "-qq", "-e", Calls, "-e", "signal=none", "-o", TraceOf(id)],
            Arguments = ["--count-batches"],
        };
        await cluster.StartAsync();
        await using (var load = LoadProcess.Start())
        {
            await load.RunAsync(new LoadSpec(cluster.Name, cluster.Endpoints, 16, 4, 16, ReadPercent: 0, Seconds));
        }

        var leader = await cluster.LeaderAsync();
        await cluster.StopAsync();
        var replicas = new List<SyncedReplica>();
        foreach (var id in cluster.Ids)
        {
            var disk = new FileDisk(cluster.FolderOf(id));
            var order = SyncOrder.Of(File.ReadLines(TraceOf(id)), StoreIdentity.Read(disk).ChecksumSeed);
            replicas.Add(Check(id, id == leader, cluster.Reports(id)[^1].Batches, order, traces));
        }

        if (replicas.Sum(r => r.Promises) == 0)
        {
            throw new InvalidOperationException("fsync: no replica has sent a promise, so that promises were not checked.");
        }

        Directory.Delete(traces, recursive: true);
        return replicas;
    }

    /// <summary>Throws unless every batch has its sync, and every vote and promise that left had it before.</summary>
    private static SyncedReplica Check(int id, bool leads, long batches, SyncOrder order, string traces)
    {
        if (batches == 0 || (!leads && order.Accepted == 0))
        {
            throw new InvalidOperationException($"fsync: replica {id} reports {batches} batches and has sent {order.Accepted} votes, so that nothing was checked. The trace is in {traces}.");
        }

        if (order.Syncs < batches)
        {
            throw new InvalidOperationException($"fsync: replica {id} wrote {batches} batches and synced its log {order.Syncs} times. What it acknowledges is not durable. The trace is in {traces}.");
        }

        if (order.Violations is [var first, ..])
        {
            throw new InvalidOperationException($"fsync: replica {id}, {order.Violations.Count} times: {first}. The trace is in {traces}.");
        }

        var others = order.VotesOfOtherBallots > 0 ? $", {order.VotesOfOtherBallots} of them by votes of other ballots" : "";
        Console.WriteLine(
            $"fsync: replica {id} wrote {batches} batches and synced its log {order.Syncs} times. "
            + $"{order.Accepted} Accepted for {order.Votes} slots and {order.Promises} Promises left it, each after its sync{others}.");
        return new SyncedReplica(id, leads, batches, order.Syncs, order.Accepted, order.Votes, order.VotesOfOtherBallots, order.Promises);
    }
}
