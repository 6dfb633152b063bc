using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Reporting;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>Latency at one offered load.</summary>
/// <param name="Target">Who was measured.</param>
/// <param name="Percent">The load, as a part of the target's own peak.</param>
/// <param name="Offered">The load, in calls a second.</param>
/// <param name="Result">What came of it.</param>
internal sealed record LatencyPoint(string Target, int Percent, double Offered, LoadResult Result);

/// <summary>What <c>latency</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Peaks">Each target's peak, in calls a second.</param>
/// <param name="Points">In the order in which they were measured.</param>
internal sealed record LatencyResults(Surroundings Surroundings, Dictionary<string, double> Peaks, List<LatencyPoint> Points);

/// <summary><c>latency</c>: how long writes take while so many a second are begun, from a tenth of the peak up to saturation.</summary>
internal static class LatencyCurve
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var isQuick = arguments.Flag("quick");
        var targets = Comparison.Installed(arguments.Texts("targets", "paxosgen,etcd"));
        var percents = arguments.Numbers("percents", isQuick ? "10,50,90" : "10,20,30,40,50,60,70,80,90,95");
        var seconds = arguments.Real("seconds", isQuick ? 2 : 8);
        var inFlight = arguments.Number("in-flight", Peak.InFlight);
        var serve = arguments.Words("serve");
        var rounds = arguments.Number("rounds", 1);
        arguments.ThrowIfUnused();
        var results = new LatencyResults(Surroundings.Read(), [], []);
        Console.WriteLine(results.Surroundings);
        if (targets.Contains("ceiling"))
        {
            await CeilingCluster.BuildAsync();
        }

        foreach (var target in targets)
        {
            await using var cluster = StoreCluster.Create(target, BenchFile.DataFolder(target), serve);
            await cluster.StartAsync();
            await using var load = LoadProcess.Start();
            await cluster.WarmUpAsync(load);
            var peak = results.Peaks[target] = await Peak.MeasureAsync(cluster, load, seconds);
            Console.WriteLine($"\n{target}: {peak:N0} writes/s at most\n\n| of the peak | offered/s | answered/s | p50 ms | p99 | p99.9 | longest | errors | begun late, p99 | of that the generator's |\n|---|---|---|---|---|---|---|---|---|---|");
            foreach (var percent in Enumerable.Repeat(percents, rounds).SelectMany(p => p))
            {
                var rate = peak * percent / 100;
                var point = new LatencyPoint(target, percent, rate, await load.RunAsync(Peak.OpenLoop(cluster, rate, seconds, inFlight)));
                results.Points.Add(point);
                Print(point);
            }

            if (rounds > 1)
            {
                PrintMedians(results.Points.Where(p => p.Target == target));
            }
        }

        BenchFile.Write("latency", results.Surroundings, results, isQuick);
        return 0;
    }

    private static void PrintMedians(IEnumerable<LatencyPoint> points)
    {
        Console.WriteLine("\nMedians, with least and most:\n\n| of the peak | p50 ms | p99 | p99.9 | p99 / p50 |\n|---|---|---|---|---|");
        foreach (var of in points.GroupBy(p => p.Percent))
        {
            string Figure(Func<Latencies, double> figure, double unit = 1000)
            {
                var spread = Spread.Of(of.Select(p => figure(p.Result.Latency) / unit));
                return string.Create(CultureInfo.InvariantCulture, $"{spread.Median:F1} ({spread.Least:F1}..{spread.Most:F1})");
            }

            Console.WriteLine($"| {of.Key} % | {Figure(l => l.P50)} | {Figure(l => l.P99)} | {Figure(l => l.P999)} | {Figure(l => l.P99 / l.P50, 1)} |");
        }
    }

    private static void Print(LatencyPoint point)
    {
        var latency = point.Result.Latency;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {point.Percent} % | {point.Offered:N0} | {point.Result.Rate:N0} | {latency.P50 / 1000:F2} | {latency.P99 / 1000:F2} | {latency.P999 / 1000:F2} | {latency.Longest / 1000:F2} "
            + $"| {point.Result.Errors} {point.Result.Error} | {point.Result.BegunLate / 1000:F2} | {point.Result.GeneratorLate / 1000:F2} |"));
    }
}
