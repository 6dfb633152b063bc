using System.Globalization;
using PaxosGen.LoadTest.Measuring;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>A steady load as tables in Markdown, and whether it was steady.</summary>
internal static class SteadyTables
{
    /// <summary>Beyond this the last quarter held notably more than the second one.</summary>
    private const double Growth = 1.25;

    /// <summary>Prints; false if memory or disk grew.</summary>
    public static bool Print(SteadyResults results)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{results.Rate:N0} writes/s were begun, {results.Load.Rate:N0} answered (peak {results.Peak:N0}); {results.Load.Errors} errors {results.Load.Error}"));
        var roles = results.Replicas.Sum(r => r.Reports.Zip(r.Reports.Skip(1)).Count(two => two.First.Role != two.Second.Role));
        Console.WriteLine($"Replicas were found in another role than a second before {roles} times.");
        Console.WriteLine("\n| from s | p50 ms | p99 | p99.9 | longest |\n|---|---|---|---|---|");
        for (var i = 0; i < results.Load.Windows.Length; i++)
        {
            var window = results.Load.Windows[i];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {i * results.WindowSeconds:F0} | {window.P50 / 1000:F2} | {window.P99 / 1000:F2} | {window.P999 / 1000:F2} | {window.Longest / 1000:F1} |"));
        }

        Console.WriteLine("\n| replica | role | entries | collections 0, 1, 2 | stops ms: in all, longest since the start | allocated B/entry | heap MiB at the end | requests refused |\n|---|---|---|---|---|---|---|---|");
        foreach (var replica in results.Replicas)
        {
            PrintReplica(replica);
        }

        Console.WriteLine("\n| replica | of | second quarter, at most MiB | last quarter | |\n|---|---|---|---|---|");
        var isSteady = true;
        foreach (var replica in results.Replicas)
        {
            isSteady &= Compare(replica.Replica, "memory", [.. replica.Reports.Select(r => r.MemoryBytes)]);
            isSteady &= Compare(replica.Replica, "disk", replica.DiskBytes);
        }

        return isSteady;
    }

    private static void PrintReplica(SteadyReplica replica)
    {
        var first = replica.Reports[0];
        var last = replica.Reports[^1];
        var entries = last.Applied - first.Applied;
        var collections = string.Join(", ", last.Collections.Zip(first.Collections, (l, f) => l - f));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {replica.Replica} | {last.Role} | {entries:N0} | {collections} | {last.PauseMilliseconds - first.PauseMilliseconds:F0}, {last.LongestPauseMilliseconds:F1} "
            + $"| {(last.AllocatedBytes - first.AllocatedBytes) / (double)Math.Max(1, entries):F0} | {last.HeapBytes >> 20} | {last.Refused - first.Refused:N0} |"));
    }

    private static bool Compare(int replica, string what, long[] bytes)
    {
        var quarter = bytes.Length / 4;
        if (quarter == 0)
        {
            throw new InvalidOperationException("Too few samples to compare; give it more seconds.");
        }

        var second = bytes[quarter..(2 * quarter)].Max();
        var last = bytes[^quarter..].Max();
        var isSteady = last <= second * Growth;
        Console.WriteLine($"| {replica} | {what} | {second >> 20} | {last >> 20} | {(isSteady ? "steady" : "GROWS")} |");
        return isSteady;
    }
}
