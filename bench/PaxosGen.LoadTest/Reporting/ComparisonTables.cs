using System.Globalization;
using PaxosGen.LoadTest.Measuring;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>A comparison as tables in Markdown.</summary>
internal static class ComparisonTables
{
    public static void Print(ComparisonResults results)
    {
        foreach (var group in results.Measurements.GroupBy(m => (m.Point.Mix, m.Point.ValueBytes)).OrderByDescending(g => g.Key.Mix).ThenBy(g => g.Key.ValueBytes))
        {
            Console.WriteLine($"\n### {group.Key.Mix}, {group.Key.ValueBytes} bytes\n");
            Console.WriteLine("| clients | | calls/s | p50 ms | p99 | p99.9 | errors | CPU µs/call: replicas | generator |\n|---|---|---|---|---|---|---|---|---|");
            foreach (var rows in group.GroupBy(m => (m.Point, m.Target)).OrderBy(r => r.Key.Point.Clients).ThenByDescending(r => r.Key.Point.Connections))
            {
                PrintRow(rows.Key.Point, rows.Key.Target, [.. rows]);
            }

            PrintRatios(results.Ratios.Where(r => (r.Point.Mix, r.Point.ValueBytes) == group.Key));
        }
    }

    /// <summary>How a load is called in tables.</summary>
    public static string NameOf(Point point) => point.Connections == 1 && point.Clients > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{point.Clients} on one connection")
        : point.Clients.ToString(CultureInfo.InvariantCulture);

    private static void PrintRow(Point point, string target, Measurement[] rounds)
    {
        var rate = Spread.Of(rounds.Select(m => m.Result.Rate));
        double Median(Func<Measurement, double> figure) => Spread.Of(rounds.Select(figure)).Median;
        var replicas = Enumerable.Range(0, rounds[0].ReplicaCpu.Length).Select(i => Median(m => m.ReplicaCpu[i]).ToString("F1", CultureInfo.InvariantCulture));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {NameOf(point)} | {target} | {rate.Median:N0} ({rate.Least:N0}..{rate.Most:N0}) | {Median(m => m.Result.Latency.P50) / 1000:F2} | {Median(m => m.Result.Latency.P99) / 1000:F2} "
            + $"| {Median(m => m.Result.Latency.P999) / 1000:F2} | {rounds.Sum(m => m.Result.Errors)} | {string.Join(", ", replicas)} | {Median(m => m.Result.Cpu):F1} |"));
    }

    private static void PrintRatios(IEnumerable<Ratio> ratios)
    {
        Console.WriteLine("\n| clients | beside | calls/s | p50 |\n|---|---|---|---|");
        foreach (var ratio in ratios.OrderBy(r => r.Point.Clients).ThenByDescending(r => r.Point.Connections))
        {
            Console.WriteLine($"| {NameOf(ratio.Point)} | {ratio.Beside} | {Tell(ratio.Rate)} | {Tell(ratio.P50)} |");
        }
    }

    private static string Tell(Spread spread) => string.Create(CultureInfo.InvariantCulture, $"{spread.Median:F2}× ({spread.Least:F2}..{spread.Most:F2})");
}
