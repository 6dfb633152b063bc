using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>Throughput while the leader is killed and comes back; nothing that was acknowledged may be gone.</summary>
internal static class KillTimeline
{
    private const int IntervalMilliseconds = 10;
    private const int Clients = 64;

    /// <param name="seconds">How long the load lasts.</param>
    /// <param name="serve">Further arguments of <c>serve</c>.</param>
    public static async Task<Timeline> MeasureAsync(double seconds, string[] serve)
    {
        await using var cluster = new PaxosGenCluster(BenchFile.DataFolder("kill")) { Arguments = serve };
        await cluster.StartAsync();
        await using var load = LoadProcess.Start();
        await cluster.WarmUpAsync(load);
        var leader = await cluster.LeaderAsync();
        var running = load.RunAsync(new LoadSpec(
            cluster.Name, cluster.Endpoints, Clients, Peak.Connections, Peak.ValueBytes, ReadPercent: 0, seconds, TimelineMilliseconds: IntervalMilliseconds, Counts: true));

        // A second of it is the load's own warm-up.
        await Task.Delay(TimeSpan.FromSeconds(1 + (seconds / 4)));
        var killed = DateTimeOffset.UtcNow;
        await cluster.KillReplicaAsync(leader);
        await Task.Delay(TimeSpan.FromSeconds(seconds / 4));
        var restarted = DateTimeOffset.UtcNow;
        cluster.Start(leader);
        var result = await running;
        TimelineEvent At(string label, DateTimeOffset time) => new(label, time.ToUnixTimeMilliseconds() - result.StartedAt);
        return new Timeline(IntervalMilliseconds, [At("leader killed", killed), At("restarted", restarted)], result);
    }

    /// <summary>Tells it; false if a write was lost.</summary>
    public static bool Print(Timeline timeline)
    {
        var killed = timeline.Events[0].Milliseconds;
        var rates = timeline.PerSecond(100);
        var before = Spread.Of(rates.Take((int)(killed / 100))).Median;
        var back = timeline.UntilHalf(killed) is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time:F0} ms") : "not before the end";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"leader killed: {timeline.LongestSilence(killed):F0} ms without an answer; half of the {before:N0} writes/s from before again after {back}. "
            + $"{timeline.Load.Errors} calls failed{(timeline.Load.Error is { } error ? $" ({error})" : "")}, {timeline.Load.Lost} acknowledged writes lost."));
        return timeline.Load.Lost == 0;
    }
}
