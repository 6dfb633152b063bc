using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>What one replica held and did during a steady load.</summary>
/// <param name="Replica">Its id.</param>
/// <param name="Reports">What it told, about once a second.</param>
/// <param name="DiskBytes">What its folder took, once a second.</param>
internal sealed record SteadyReplica(int Replica, ReplicaReport[] Reports, long[] DiskBytes);

/// <summary>What <c>steady</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Peak">The most writes a second.</param>
/// <param name="Rate">The writes a second that were begun.</param>
/// <param name="WindowSeconds">How long each window of latencies is.</param>
/// <param name="Load">What the load generator saw.</param>
/// <param name="Replicas">What the replicas held.</param>
internal sealed record SteadyResults(Surroundings Surroundings, double Peak, double Rate, double WindowSeconds, LoadResult Load, List<SteadyReplica> Replicas);

/// <summary><c>steady SECONDS</c>: 70 % of the peak for long, and whether memory, disk and latency stay what they are.</summary>
internal static class Steady
{
    private const double OfPeak = 0.7;
    private const double PeakSeconds = 5;
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seconds = double.Parse(arguments.Next() ?? "600", CultureInfo.InvariantCulture);
        var inFlight = arguments.Number("in-flight", Peak.InFlight);
        var serve = arguments.Words("serve");
        arguments.ThrowIfUnused();
        var surroundings = Surroundings.Read();
        Console.WriteLine(surroundings);
        await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("steady")) { Arguments = serve };
        await cluster.StartAsync();
        await using var load = LoadProcess.Start();
        await cluster.WarmUpAsync(load);
        var peak = await Peak.MeasureAsync(cluster, load, PeakSeconds);
        var window = Math.Min(60, seconds / 10);
        var running = load.RunAsync(Peak.OpenLoop(cluster, peak * OfPeak, seconds, inFlight) with { WindowSeconds = window });
        var disk = await SampleDiskAsync(cluster, running);
        var result = await running;
        var replicas = cluster.Ids
            .Select(id => new SteadyReplica(id, [.. cluster.Reports(id).Where(r => r.At >= result.StartedAt)], [.. disk.Select(d => d[id - 1])]))
            .ToList();
        var results = new SteadyResults(surroundings, peak, peak * OfPeak, window, result, replicas);
        var isSteady = SteadyTables.Print(results);
        BenchFile.Write("steady", surroundings, results);
        return isSteady ? 0 : 1;
    }

    private static async Task<List<long[]>> SampleDiskAsync(PaxosGenCluster cluster, Task until)
    {
        var samples = new List<long[]>();
        while (await Task.WhenAny(until, Task.Delay(SampleInterval)) != until)
        {
            samples.Add([.. cluster.Ids.Select(cluster.DiskBytes)]);
        }

        return samples;
    }
}
