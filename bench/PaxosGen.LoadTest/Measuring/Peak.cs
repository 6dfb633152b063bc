using PaxosGen.LoadTest.Clusters;
using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>How much a cluster does at most, as a yardstick for loads below it.</summary>
internal static class Peak
{
    /// <summary>Connections of loads at a rate, and of those that find out what the rate can be.</summary>
    public const int Connections = Point.MaxConnections;

    /// <summary>Bytes of a value in these loads.</summary>
    public const int ValueBytes = 16;

    /// <summary>
    /// Calls in flight at most in loads at a rate, unless told otherwise: less than a leader's window, beyond which it turns calls away. What is due
    /// meanwhile waits in the generator, and its wait is counted.
    /// </summary>
    public const int InFlight = 2000;

    private static readonly int[] Clients = [256, 1000];

    /// <summary>The most writes a second that closed-loop clients get.</summary>
    public static async Task<double> MeasureAsync(StoreCluster cluster, LoadProcess load, double seconds)
    {
        var most = 0.0;
        foreach (var clients in Clients)
        {
            var result = await load.RunAsync(new LoadSpec(cluster.Name, cluster.Endpoints, clients, Connections, ValueBytes, ReadPercent: 0, seconds));
            most = Math.Max(most, result.Rate);
        }

        return most;
    }

    /// <summary>Writes at a rate, whether or not earlier ones were answered.</summary>
    public static LoadSpec OpenLoop(StoreCluster cluster, double rate, double seconds, int inFlight = InFlight) =>
        new(cluster.Name, cluster.Endpoints, inFlight, Connections, ValueBytes, ReadPercent: 0, seconds, Rate: rate);
}
