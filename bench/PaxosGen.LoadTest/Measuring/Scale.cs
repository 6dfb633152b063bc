using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>How a killed follower came back. Times are from the start of its process, in milliseconds.</summary>
/// <param name="Started">When it first told of itself: log and snapshot were read.</param>
/// <param name="CaughtUp">When it had applied all that the others had.</param>
/// <param name="Replayed">How many slots that were above its snapshot.</param>
/// <param name="DiskBytes">What its folder took.</param>
internal sealed record Restart(double Started, double CaughtUp, long Replayed, long DiskBytes);

/// <summary>Load and restart at one size.</summary>
/// <param name="Kind"><c>state</c>, in megabytes; <c>log</c>, in entries since the cluster's birth; or <c>recovery</c>, in entries that no snapshot holds.</param>
/// <param name="Amount">How large.</param>
/// <param name="Result">Writes under load.</param>
/// <param name="Restart">A follower's restart after it.</param>
internal sealed record ScalePoint(string Kind, long Amount, LoadResult Result, Restart Restart);

/// <summary>What <c>scale</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Points">In the order in which they were measured.</param>
internal sealed record ScaleResults(Surroundings Surroundings, List<ScalePoint> Points);

/// <summary>
/// <c>scale</c>: whether throughput, latency and a restart change with the size of the state, with how much the log has seen, and with how much of it
/// a restart has to read and apply since there is no snapshot.
/// </summary>
internal static class Scale
{
    private const int Clients = 256;
    private const int Fillers = 1000;
    private const double LongestFill = 30;

    /// <summary>So rare that none comes.</summary>
    private const string NoSnapshots = "100000000";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var isQuick = arguments.Flag("quick");
        var megabytes = arguments.Numbers("megabytes", isQuick ? "1,20" : "1,20,200");
        var entries = arguments.Numbers("entries", isQuick ? "100000,300000" : "1000000,5000000,20000000");
        var recovered = arguments.Numbers("recovered", isQuick ? "100000,300000" : "500000,1000000,2000000");
        var only = arguments.Text("only", "");
        var seconds = arguments.Real("seconds", isQuick ? 3 : 6);
        arguments.ThrowIfUnused();
        var results = new ScaleResults(Surroundings.Read(), []);
        Console.WriteLine(results.Surroundings);
        Console.WriteLine("\n| | size | writes/s | p50 ms | p99 ms | errors | restart: started s | caught up s | slots replayed | disk MiB |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (var size in only is "" or "state" ? megabytes : [])
        {
            await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("scale"));
            await cluster.StartAsync();
            await SnapshotTimeline.FillAsync(cluster, size);
            await using var load = LoadProcess.Start();
            await cluster.WarmUpAsync(load);
            results.Points.Add(await MeasureAsync("state", size, cluster, load, seconds));
        }

        if (only is "" or "log")
        {
            await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("scale"));
            await cluster.StartAsync();
            await using var load = LoadProcess.Start();
            await cluster.WarmUpAsync(load);
            foreach (var size in entries.Order())
            {
                await GrowAsync(cluster, load, size);
                results.Points.Add(await MeasureAsync("log", size, cluster, load, seconds));
            }
        }

        if (only is "" or "recovery")
        {
            await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("scale")) { Arguments = ["--snapshot-interval", NoSnapshots] };
            await cluster.StartAsync();
            await using var load = LoadProcess.Start();
            foreach (var size in recovered.Order())
            {
                await GrowAsync(cluster, load, size);
                results.Points.Add(await MeasureAsync("recovery", size, cluster, load, seconds));
            }
        }

        BenchFile.Write("scale", results.Surroundings, results);
        return 0;
    }

    /// <summary>Writes until the log has seen so many entries.</summary>
    private static async Task GrowAsync(PaxosGenCluster cluster, LoadProcess load, long entries)
    {
        var rate = 10_000.0;
        for (var seen = await cluster.SettleAsync(); seen < entries; seen = await cluster.SettleAsync())
        {
            var seconds = Math.Clamp((entries - seen) / rate, 0.5, LongestFill);
            rate = (await load.RunAsync(Writes(cluster, Fillers, seconds) with { WarmUp = 0 })).Rate;
        }
    }

    private static async Task<ScalePoint> MeasureAsync(string kind, long amount, PaxosGenCluster cluster, LoadProcess load, double seconds)
    {
        var result = await load.RunAsync(Writes(cluster, Clients, seconds));
        var restart = await RestartAsync(cluster);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind} | {amount:N0}{(kind == "state" ? " MB" : " entries")} | {result.Rate:N0} | {result.Latency.P50 / 1000:F2} | {result.Latency.P99 / 1000:F2} | {result.Errors} {result.Error} "
            + $"| {restart.Started / 1000:F2} | {restart.CaughtUp / 1000:F2} | {restart.Replayed:N0} | {restart.DiskBytes >> 20} |"));
        return new ScalePoint(kind, amount, result, restart);
    }

    private static LoadSpec Writes(PaxosGenCluster cluster, int clients, double seconds) =>
        new(cluster.Name, cluster.Endpoints, clients, Peak.Connections, Peak.ValueBytes, ReadPercent: 0, seconds);

    /// <summary>Kills a follower and starts it again while nothing else goes on.</summary>
    private static async Task<Restart> RestartAsync(PaxosGenCluster cluster)
    {
        var target = await cluster.SettleAsync();
        var leader = await cluster.LeaderAsync();
        var follower = cluster.Ids.First(id => id != leader);
        await cluster.KillReplicaAsync(follower);
        var disk = cluster.DiskBytes(follower);
        var began = Now();
        cluster.Start(follower, "--report-interval", "10");
        var started = await cluster.ReportAsync(follower, r => r.At > began);
        var caughtUp = await cluster.ReportAsync(follower, r => r.At > began && r.Applied >= target);

        // As it was before: a report is not to cost anything while the next load is measured.
        await cluster.KillReplicaAsync(follower);
        var again = Now();
        cluster.Start(follower);
        await cluster.ReportAsync(follower, r => r.At > again && r.Applied >= target);
        return new Restart(started.At - began, caughtUp.At - began, target - started.SnapshotSlot, disk);
    }

    private static double Now() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
}
