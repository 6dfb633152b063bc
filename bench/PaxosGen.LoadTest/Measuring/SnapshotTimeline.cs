using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;
using PaxosGen.Workloads;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>Throughput and latency at half of the peak while one replica after the other makes a snapshot of a large state.</summary>
internal static class SnapshotTimeline
{
    private const int IntervalMilliseconds = 50;
    private const int FillValueBytes = 1024;
    private const int FillInFlight = 512;

    // Beyond the keys that the load generator writes.
    private const long FirstKey = 1_000_000_000;

    public static async Task<Timeline> MeasureAsync(int megabytes, double seconds)
    {
        await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("snapshot"))
        {
            // None but those that are asked for.
            Arguments = ["--snapshot-interval", "100000000"],
        };
        await cluster.StartAsync();
        await FillAsync(cluster, megabytes);
        await using var load = LoadProcess.Start();
        await cluster.WarmUpAsync(load);
        var peak = await Peak.MeasureAsync(cluster, load, 3);

        // The first is made of the log alone; those that are measured load one and write the next, as all later ones do.
        foreach (var id in cluster.Ids)
        {
            await cluster.SnapshotAsync(id);
        }

        var running = load.RunAsync(Peak.OpenLoop(cluster, peak / 2, seconds) with { TimelineMilliseconds = IntervalMilliseconds, WindowSeconds = 1 });
        await Task.Delay(TimeSpan.FromSeconds(1 + (seconds / 3)));
        var marks = new List<(string Label, DateTimeOffset Time)>();
        foreach (var id in cluster.Ids)
        {
            marks.Add(($"replica {id}", DateTimeOffset.UtcNow));
            await cluster.SnapshotAsync(id);
        }

        marks.Add(("done", DateTimeOffset.UtcNow));
        var result = await running;
        return new Timeline(IntervalMilliseconds, [.. marks.Select(m => new TimelineEvent(m.Label, m.Time.ToUnixTimeMilliseconds() - result.StartedAt))], result);
    }

    /// <summary>Tells it.</summary>
    public static void Print(Timeline timeline, int megabytes)
    {
        var began = timeline.Events[0].Milliseconds / 1000;
        var done = timeline.Events[^1].Milliseconds / 1000;
        var windows = timeline.Load.Windows;
        var before = windows[..(int)began];
        var during = windows[(int)began..Math.Min(windows.Length, (int)done + 1)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"snapshots of {megabytes} MB in three replicas: {done - began:F1} s in all; in windows of a second, p50 {Tell(before, w => w.P50)} ms before and {Tell(during, w => w.P50)} meanwhile, "
            + $"p99 {Tell(before, w => w.P99)} and {Tell(during, w => w.P99)}, longest {before.Max(w => w.Longest) / 1000:F1} and {during.Max(w => w.Longest) / 1000:F1}; {timeline.Load.Errors} errors {timeline.Load.Error}"));
        if (done > windows.Length)
        {
            Console.WriteLine("The snapshots took longer than the load: give it more --seconds.");
        }
    }

    /// <summary>Writes a state of so many megabytes, in values of a kilobyte.</summary>
    public static async Task FillAsync(PaxosGenCluster cluster, int megabytes)
    {
        await using var client = await KeyValueStoreClient.ConnectAsync(cluster.Endpoints);
        var keys = Enumerable.Range(0, megabytes * (1 << 20) / FillValueBytes);
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = FillInFlight }, async (key, _) =>
        {
            var value = new byte[FillValueBytes];
            new Random(key).NextBytes(value);
            await client.PutAsync(FirstKey + key, value, CancellationToken.None);
        });
    }

    private static string Tell(Latencies[] windows, Func<Latencies, double> figure)
    {
        var spread = Spread.Of(windows.Select(w => figure(w) / 1000));
        return string.Create(CultureInfo.InvariantCulture, $"{spread.Median:F2} ({spread.Least:F2}..{spread.Most:F2})");
    }
}
