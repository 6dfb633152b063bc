using System.Diagnostics.Metrics;

namespace PaxosGen.Server.Telemetry;

/// <summary>
/// What is counted and timed as it happens, for all replicas of the process: every measurement says which one.
/// docs/observability.md lists them. What is read only when somebody looks is in <see cref="ReplicaGauges"/>.
/// </summary>
internal static class Instruments
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "PaxosGen";

    public static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> CommandsApplied =
        Meter.CreateCounter<long>("paxosgen.commands.applied", "{command}", "Commands that this replica applied, by outcome; every replica applies every command.");

    public static readonly Histogram<double> CommandDuration =
        Duration("paxosgen.command.duration", "From the arrival of a command to its answer, on the replica that answers, by outcome.");

    public static readonly Counter<long> Queries =
        Meter.CreateCounter<long>("paxosgen.queries", "{query}", "Queries answered, by consistency.");

    public static readonly Histogram<double> QueryDuration =
        Duration("paxosgen.query.duration", "From the arrival of a query to its answer, by consistency.");

    public static readonly Counter<long> RequestsRefused =
        Meter.CreateCounter<long>("paxosgen.requests.refused", "{request}", "Requests that were certainly not proposed, by reason.");

    public static readonly Histogram<double> AppendDuration =
        Duration("paxosgen.log.append.duration", "Writing and syncing one batch of the log.");

    public static readonly Histogram<long> AppendEntries =
        Meter.CreateHistogram<long>("paxosgen.log.append.entries", "{entry}", "Entries in one batch of the log.");

    public static readonly Histogram<long> AppendSize =
        Meter.CreateHistogram<long>("paxosgen.log.append.size", "By", "Bytes of the entries in one batch of the log.");

    public static readonly Histogram<double> SnapshotDuration =
        Duration("paxosgen.snapshot.duration", "Making one snapshot: its replay, if it is made from the log, and writing it until it is durable.");

    public static readonly Histogram<double> SnapshotPause =
        Duration("paxosgen.snapshot.pause", "How long the state machine stood still while its state was saved for a snapshot.");

    public static readonly Histogram<long> SnapshotSize =
        Meter.CreateHistogram<long>("paxosgen.snapshot.size", "By", "Bytes of the state in one snapshot.");

    public static readonly Counter<long> ElectionsStarted =
        Meter.CreateCounter<long>("paxosgen.elections.started", "{election}", "Ballots that this replica prepared.");

    public static readonly Counter<long> ElectionsWon =
        Meter.CreateCounter<long>("paxosgen.elections.won", "{election}", "Ballots in which this replica led.");

    public static readonly Counter<long> LeadershipsLost =
        Meter.CreateCounter<long>("paxosgen.leaderships.lost", "{leadership}", "Leaderships of this replica that ended, by reason.");

    // The defaults of exporters are made for milliseconds.
    private static Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });
}
