namespace PaxosGen.LoadTest.Load;

/// <summary>What a load generator does.</summary>
/// <param name="Target">Whom it loads: <c>paxosgen</c>, <c>etcd</c> or <c>ceiling</c>.</param>
/// <param name="Endpoints">Where that is.</param>
/// <param name="Clients">How many calls are in flight; each client makes its next call when its last is answered. At a rate, how many may be in flight at most.</param>
/// <param name="Connections">How many connections the clients share evenly.</param>
/// <param name="ValueBytes">Bytes of a value; keys have eight.</param>
/// <param name="ReadPercent">Which part of the calls are linearizable reads.</param>
/// <param name="Seconds">How long it measures, after a time to warm up.</param>
/// <param name="WarmUp">Seconds before the measurement.</param>
/// <param name="Rate">Calls a second that are begun whether or not earlier ones were answered; 0 for as fast as the clients can.</param>
/// <param name="TimelineMilliseconds">How long each interval is whose calls are counted by itself; 0 for none.</param>
/// <param name="WindowSeconds">How long each window is whose latencies are told by themselves; 0 for none.</param>
/// <param name="Counts">Whether each client writes how often it has written, under a key of its own, and all are read and compared at the end.</param>
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
    int TimelineMilliseconds = 0,
    double WindowSeconds = 0,
    bool Counts = false)
{
    /// <summary>What the calls are: one of <see cref="Workloads.Workload.Names"/>.</summary>
    public string Workload { get; init; } = Workloads.Workload.Default;
}

/// <summary>Latencies in microseconds. Each is told to within 1 %.</summary>
/// <param name="P50">Median.</param>
/// <param name="P99">99 % were not longer.</param>
/// <param name="P999">99.9 % were not longer.</param>
/// <param name="Longest">The longest.</param>
internal sealed record Latencies(double P50, double P99, double P999, double Longest);

/// <summary>What came of it. Latencies are of the calls that should have begun during the measurement, however late they ended; with a rate, from when each should have begun.</summary>
/// <param name="Rate">Calls answered in a second.</param>
/// <param name="Latency">How long they took.</param>
/// <param name="Calls">Calls answered in all, before and after the measurement too.</param>
/// <param name="Errors">Calls that ended with an error.</param>
/// <param name="Error">The first error's message.</param>
/// <param name="Cpu">Microseconds of the load generator's processor time for each call.</param>
/// <param name="BegunLate">With a rate: by how many microseconds 99 % of the calls were begun too late at most, by the generator's own fault or for lack of a free client.</param>
/// <param name="Lost">With counters: acknowledged writes that could not be read afterwards.</param>
/// <param name="StartedAt">When the measurement began, in milliseconds since 1970.</param>
/// <param name="Timeline">Calls answered in each interval.</param>
/// <param name="Windows">Latencies in each window.</param>
internal sealed record LoadResult(
    double Rate,
    Latencies Latency,
    long Calls,
    long Errors,
    string? Error,
    double Cpu,
    double BegunLate,
    long Lost,
    double StartedAt,
    long[] Timeline,
    Latencies[] Windows)
{
    /// <summary>Calls during the measurement that the state machine refused; they count as answered.</summary>
    public long Rejections { get; init; }

    /// <summary>The generator's own part of <see cref="BegunLate"/>: how late, in microseconds, it came to 99 % of the calls at most, counted from when there was a free client.</summary>
    public double GeneratorLate { get; init; }
}
