using System.Diagnostics;
using System.Diagnostics.Metrics;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Telemetry;

/// <summary>
/// One replica's measurements as they happen. Tags are made once, so that a measurement neither allocates nor locks; while
/// nobody listens it costs a comparison. Times are real even in a simulation, where nobody listens, and nothing depends on them.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReplicaMetrics
{
    private readonly TagList _tags;
    private readonly TagList[] _outcomes;
    private readonly TagList[] _consistencies;

    public ReplicaMetrics(string cluster, ReplicaId replica)
    {
        Cluster = cluster;
        Replica = replica;
        _tags = new TagList { { "cluster", cluster }, { "replica", replica.Value } };
        _outcomes = [.. Enum.GetValues<CommandOutcome>().Select(o => With("outcome", o.Name()))];
        _consistencies = [.. Enum.GetValues<ReadConsistency>().Select(c => With("consistency", NameOf(c)))];
    }

    /// <summary>The name of the replica's cluster.</summary>
    public string Cluster { get; }

    /// <summary>The replica.</summary>
    public ReplicaId Replica { get; }

    /// <summary>The time now if somebody wants to know how long a command takes, or 0.</summary>
    public static long StartCommand() => Instruments.CommandDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>The time now if somebody wants to know how long a query takes, or 0.</summary>
    public static long StartQuery() => Instruments.QueryDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void OnApplied(AppliedOutcome outcome)
    {
        if (Instruments.CommandsApplied.Enabled && outcome is AppliedOutcome.Answered or AppliedOutcome.Refused)
        {
            Instruments.CommandsApplied.Add(1, in _outcomes[(int)CommandOutcomes.Of(outcome)]);
        }
    }

    public void OnCommandAnswered(long startedAt, CommandOutcome outcome)
    {
        if (startedAt != 0)
        {
            Instruments.CommandDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, in _outcomes[(int)outcome]);
        }
    }

    public void OnQueryAnswered(long startedAt, ReadConsistency consistency)
    {
        ref readonly var tags = ref _consistencies[(int)consistency];
        Instruments.Queries.Add(1, in tags);
        if (startedAt != 0)
        {
            Instruments.QueryDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, in tags);
        }
    }

    public void OnRefused(string reason)
    {
        if (Instruments.RequestsRefused.Enabled)
        {
            Instruments.RequestsRefused.Add(1, With("reason", reason));
        }
    }

    /// <summary>The time now if somebody wants to know how long the disk takes, or 0.</summary>
    public static long StartAppend() => Instruments.AppendDuration.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void OnAppended(long startedAt, IReadOnlyList<LogRecord> records)
    {
        if (startedAt == 0 && !Instruments.AppendEntries.Enabled && !Instruments.AppendSize.Enabled)
        {
            return;
        }

        var isWritten = false;
        long entries = 0;
        long bytes = 0;
        for (var i = 0; i < records.Count; i++)
        {
            // How far the log is chosen goes to disk with the next batch, and alone costs nothing.
            isWritten |= records[i] is not LogRecord.ChosenThrough;
            var run = records[i] switch
            {
                LogRecord.Vote vote => vote.Entries,
                LogRecord.Chosen chosen => chosen.Entries,
                _ => [],
            };
            entries += run.Length;
            foreach (var entry in run)
            {
                bytes += entry.Bytes.Length;
            }
        }

        if (isWritten)
        {
            Instruments.AppendEntries.Record(entries, in _tags);
            Instruments.AppendSize.Record(bytes, in _tags);
            if (startedAt != 0)
            {
                Instruments.AppendDuration.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, in _tags);
            }
        }
    }

    public void OnSnapshot(double seconds, long bytes)
    {
        Instruments.SnapshotDuration.Record(seconds, in _tags);
        Instruments.SnapshotSize.Record(bytes, in _tags);
    }

    public void OnSnapshotPause(double seconds) => Instruments.SnapshotPause.Record(seconds, in _tags);

    public void OnEvent(ProtocolEvent happened)
    {
        switch (happened)
        {
            case ProtocolEvent.CandidacyBegan:
                Instruments.ElectionsStarted.Add(1, in _tags);
                break;
            case ProtocolEvent.LeadershipBegan:
                Instruments.ElectionsWon.Add(1, in _tags);
                break;
            case ProtocolEvent.LeadershipEnded ended when Instruments.LeadershipsLost.Enabled:
                Instruments.LeadershipsLost.Add(1, With("reason", ended.End.Reason.ToString()));
                break;
        }
    }

    private static string NameOf(ReadConsistency consistency) => consistency switch
    {
        ReadConsistency.Linearizable => "linearizable",
        ReadConsistency.Lease => "lease",
        ReadConsistency.BoundedStale => "bounded",
        ReadConsistency.Stale => "stale",
        _ => throw new ArgumentOutOfRangeException(nameof(consistency)),
    };

    /// <summary>The replica's tags and one more.</summary>
    private TagList With(string name, string value)
    {
        var tags = _tags;
        tags.Add(name, value);
        return tags;
    }
}
