namespace PaxosGen.LoadTest.Load;

/// <summary>What a load generator does.</summary>
/// <param name="Target">Whom it loads: <c>paxosgen</c>, <c>etcd</c> or <c>ceiling</c>.</param>
/// <param name="Endpoints">Where that is.</param>
/// <param name="Clients">How many calls are in flight; each client makes its next call when its last is answered.</param>
/// <param name="Connections">How many connections the clients share evenly.</param>
/// <param name="ValueBytes">Bytes of a value; keys have eight.</param>
/// <param name="ReadPercent">Which part of the calls are linearizable reads.</param>
/// <param name="Seconds">How long it measures, after a time to warm up.</param>
/// <param name="WarmUp">Seconds before the measurement.</param>
/// <param name="Rate">Calls a second that are begun whether or not earlier ones were answered; 0 for as fast as the clients can.</param>
/// <param name="TimelineMilliseconds">How long each interval is whose calls are counted by itself; 0 for none.</param>
internal sealed record LoadSpec(
    string Target,
    string[] Endpoints,
    int Clients,
    int Connections,
    int ValueBytes,
    int ReadPercent,
    double Seconds,
    double WarmUp = 1,
    double Rate = 0,
    int TimelineMilliseconds = 0)
{
    /// <summary>What the calls are; see <see cref="Workloads.Workload.Names"/>.</summary>
    public string Workload { get; init; } = "kv";
}

/// <summary>What came of it. Latencies are microseconds; with a rate, from when the call should have begun.</summary>
/// <param name="Rate">Calls answered in a second.</param>
/// <param name="P50">Median latency.</param>
/// <param name="P99">99 % were not longer.</param>
/// <param name="P999">99.9 % were not longer.</param>
/// <param name="Longest">The longest.</param>
/// <param name="Errors">Calls that ended with an error.</param>
/// <param name="Timeline">Calls answered in each interval.</param>
/// <param name="Error">The first error's message.</param>
/// <param name="Cpu">Microseconds of processor time of the load generator for each call of the whole run.</param>
internal sealed record LoadResult(double Rate, double P50, double P99, double P999, double Longest, long Errors, long[] Timeline, string? Error, double Cpu)
{
    /// <summary>Calls that were answered with a refusal of the state machine; they count as answered.</summary>
    public long Rejections { get; init; }
}
