using System.Globalization;
using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>One target at one point in one round.</summary>
/// <param name="Round">Which round, from 1.</param>
/// <param name="Target">Who was measured.</param>
/// <param name="Point">Under what load.</param>
/// <param name="Result">What came of it.</param>
/// <param name="ReplicaCpu">Microseconds of each process's time for each call.</param>
internal sealed record Measurement(int Round, string Target, Point Point, LoadResult Result, double[] ReplicaCpu)
{
    private const double WarmUp = 0.7;

    /// <summary>Puts a load on a warm cluster, and says what came of it.</summary>
    /// <param name="round">Which round.</param>
    /// <param name="target">What the cluster is called.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="load">The load generator.</param>
    /// <param name="point">The load.</param>
    /// <param name="seconds">For how long.</param>
    public static async Task<Measurement> TakeAsync(int round, string target, StoreCluster cluster, LoadProcess load, Point point, double seconds)
    {
        var before = cluster.CpuTimes();
        var result = await load.RunAsync(new LoadSpec(
            cluster.Name, cluster.Endpoints, point.Clients, point.Connections, point.ValueBytes, point.ReadPercent, seconds, WarmUp));
        var cpu = before.Zip(cluster.CpuTimes(), (b, a) => (a - b).TotalMicroseconds / Math.Max(1, result.Calls)).ToArray();
        var errors = result.Errors > 0 ? $"; {result.Errors} errors: {result.Error}" : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{round} {target,-9} {point.Mix,-6} {point.ValueBytes,4} B {point.Clients,5} clients {point.Connections,3} connections {result.Rate,9:F0}/s p50 {result.Latency.P50,8:F0} p99 {result.Latency.P99,8:F0} µs{errors}"));
        return new Measurement(round, target, point, result, cpu);
    }
}

/// <summary>Ours beside another at one point, round by round.</summary>
/// <param name="Beside">The other.</param>
/// <param name="Point">Under what load.</param>
/// <param name="Rate">Our calls in a second over theirs.</param>
/// <param name="P50">Our median latency over theirs.</param>
internal sealed record Ratio(string Beside, Point Point, Spread Rate, Spread P50);

/// <summary>What <c>compare</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Arguments">How it was asked for.</param>
/// <param name="Measurements">All measurements, in the order in which they were made.</param>
/// <param name="Ratios">Ours beside the others.</param>
internal sealed record ComparisonResults(Surroundings Surroundings, string[] Arguments, List<Measurement> Measurements, List<Ratio> Ratios);
