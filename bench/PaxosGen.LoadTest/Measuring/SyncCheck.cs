using System.Text.RegularExpressions;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>
/// <c>syncs</c>: fsync is truly on. Under strace, each replica must have made as many successful <c>fdatasync</c> calls on its log's segments and its promises as
/// it has written batches, or more; the counts come from the kernel's side and from the replica's metrics.
/// </summary>
internal static partial class SyncCheck
{
    private const double Seconds = 3;

    /// <summary>Runs a short load on traced replicas; throws when a sync is missing.</summary>
    public static async Task RunAsync()
    {
        if (!Surroundings.HasProgram("strace"))
        {
            Console.WriteLine("fsync: NOT CHECKED, since strace is not installed.");
            return;
        }

        var traces = BenchFile.DataFolder("traces");
        Directory.CreateDirectory(traces);
        string TraceOf(int id) => Path.Combine(traces, $"{id}.trace");
        await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("traced"))
        {
            // -D: the replica stays the process that is started here, and strace is its grandchild. -y: names of files.
            Under = id => ["strace", "-D", "-f", "-y", "-qq", "-e", "trace=fdatasync", "-e", "signal=none", "-o", TraceOf(id)],
            Arguments = ["--count-batches"],
        };
        await cluster.StartAsync();
        await using (var load = LoadProcess.Start())
        {
            await load.RunAsync(new LoadSpec(cluster.Name, cluster.Endpoints, 16, 4, 16, ReadPercent: 0, Seconds));
        }

        await cluster.StopAsync();
        foreach (var id in PaxosGenCluster.Ids)
        {
            Check(id, cluster.Reports(id)[^1].Batches, CountSyncs(TraceOf(id)), traces);
        }

        Directory.Delete(traces, recursive: true);
    }

    /// <summary>Throws unless every batch has its sync.</summary>
    private static void Check(int id, long batches, long syncs, string traces)
    {
        if (batches == 0)
        {
            throw new InvalidOperationException($"fsync: replica {id} reports no batch, so that nothing was checked.");
        }

        if (syncs < batches)
        {
            throw new InvalidOperationException($"fsync: replica {id} wrote {batches} batches and synced its log {syncs} times. What it acknowledges is not durable. The trace is in {traces}.");
        }

        Console.WriteLine($"fsync: replica {id} wrote {batches} batches and synced its log {syncs} times.");
    }

    private static long CountSyncs(string trace)
    {
        // A call that another thread interrupts is told on two lines; the thread's number joins them, and only the first names the file.
        var begun = new HashSet<string>();
        var syncs = 0L;
        foreach (var line in File.ReadLines(trace))
        {
            var thread = line.Split(' ', 2)[0];
            if (Resumed().IsMatch(line))
            {
                syncs += begun.Remove(thread) && Succeeded().IsMatch(line) ? 1 : 0;
            }
            else if (SegmentSync().IsMatch(line))
            {
                if (line.Contains("<unfinished", StringComparison.Ordinal))
                {
                    begun.Add(thread);
                }
                else
                {
                    syncs += Succeeded().IsMatch(line) ? 1 : 0;
                }
            }
        }

        return syncs;
    }

    [GeneratedRegex(@"fdatasync\(\d+<[^>]*/(\d{16}\.log|promised)>")]
    private static partial Regex SegmentSync();

    [GeneratedRegex(@"<\.\.\. fdatasync resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"= 0\s*$")]
    private static partial Regex Succeeded();
}
