using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Measuring;

namespace PaxosGen.LoadTest.Reporting;

/// <summary><c>plots</c>: the newest results as images in docs/performance.</summary>
internal static class Plots
{
    private const int TimelineMilliseconds = 50;

    // Each target has the same colour in all of them.
    private static readonly string[] Targets = ["paxosgen", "etcd", "ceiling"];

    /// <summary>Draws what there are results of, and says what there are none of.</summary>
    public static int Write()
    {
        if (Read<ComparisonResults>("cluster", "./dev bench") is { } comparison)
        {
            Save("throughput", Throughput(comparison));
        }

        if (Read<LatencyResults>("latency", "./dev bench latency") is { } latency)
        {
            Save("latency", Latency(latency));
        }

        var timelines = Read<TimelineResults>("timelines", "./dev bench timelines");
        if (timelines?.Kill is { } kill)
        {
            Save("leader-kill", Throughput("Writes while the leader is killed and started again", kill));
        }

        if (timelines?.Snapshot is { } snapshot)
        {
            Save("snapshot", Throughput("Writes at half of the peak while each replica makes a snapshot", snapshot));
        }

        return 0;
    }

    private static T? Read<T>(string kind, string command)
        where T : class
    {
        var results = BenchFile.ReadNewest<T>(kind);
        if (results is null)
        {
            Console.WriteLine($"no results of '{command}'");
        }

        return results;
    }

    private static void Save(string name, SvgPlot plot)
    {
        var path = Path.Combine(Surroundings.Root, "docs", "performance", name + ".svg");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, plot.ToString());
        Console.WriteLine(Path.GetRelativePath(Surroundings.Root, path));
    }

    private static SvgPlot Throughput(ComparisonResults results)
    {
        // Of sizes the smallest: the larger ones look alike.
        var writes = results.Measurements.Where(m => m.Point.Mix == "writes" && (m.Point.Connections > 1 || m.Point.Clients == 1)).ToArray();
        var size = writes.Min(m => m.Point.ValueBytes);
        var plot = new SvgPlot($"Durable writes, values of {size} bytes", new PlotAxis("clients, each with one call in flight", true), new PlotAxis("writes/s", true));
        foreach (var target in writes.Where(m => m.Point.ValueBytes == size).GroupBy(m => m.Target))
        {
            var points = target.GroupBy(m => m.Point.Clients).OrderBy(g => g.Key).Select(g => ((double)g.Key, Spread.Of(g.Select(m => m.Result.Rate)).Median));
            plot.Add(new PlotLine(target.Key, Array.IndexOf(Targets, target.Key), false, true, [.. points]));
        }

        return plot;
    }

    private static SvgPlot Latency(LatencyResults results)
    {
        var plot = new SvgPlot(
            "Latency of durable writes that are begun whether or not earlier ones are answered", new PlotAxis("writes begun/s", true), new PlotAxis("ms from when it should have begun", true));
        foreach (var target in results.Points.GroupBy(p => p.Target))
        {
            PlotLine Line(string name, bool isDashed, Func<Latencies, double> figure) => new(
                $"{target.Key}, {name}", Array.IndexOf(Targets, target.Key), isDashed, true, [.. target.GroupBy(p => p.Percent).Select(of => (of.First().Offered, Spread.Of(of.Select(p => figure(p.Result.Latency) / 1000)).Median))]);
            plot.Add(Line("p50", false, l => l.P50));
            plot.Add(Line("p99", true, l => l.P99));
        }

        return plot;
    }

    private static SvgPlot Throughput(string title, Timeline timeline)
    {
        var plot = new SvgPlot(title, new PlotAxis("s", false), new PlotAxis($"writes/s, in intervals of {TimelineMilliseconds} ms", false));
        var rates = timeline.PerSecond(TimelineMilliseconds);
        plot.Add(new PlotLine("paxosgen", 0, false, false, [.. rates.Select((rate, i) => ((i + 0.5) * TimelineMilliseconds / 1000, rate))]));
        foreach (var happened in timeline.Events)
        {
            plot.Mark(happened.Milliseconds / 1000, happened.Label);
        }

        return plot;
    }
}
