using Microsoft.Extensions.Logging;
using PaxosGen.Core;

namespace PaxosGen.Server.Telemetry;

/// <summary>Log and snapshots: events 200 to 299. docs/observability.md lists them.</summary>
internal static partial class SnapshotLog
{
    [LoggerMessage(201, LogLevel.Information, "Snapshot of slot {Slot} is durable ({Bytes} bytes, {Milliseconds} ms).")]
    public static partial void SnapshotDurable(this ILogger log, Slot slot, long bytes, long milliseconds);

    [LoggerMessage(202, LogLevel.Warning, "No snapshot of slot {Slot}: {Reason}")]
    public static partial void SnapshotFailed(this ILogger log, Slot slot, string reason);

    [LoggerMessage(203, LogLevel.Information, "The log is truncated through slot {TruncatedThrough} (snapshot {SnapshotSlot}, chosen through {ChosenThrough}).")]
    public static partial void LogTruncated(this ILogger log, Slot truncatedThrough, Slot snapshotSlot, Slot chosenThrough);

    [LoggerMessage(204, LogLevel.Critical, "Diverged at slot {Slot}: {Reason}")]
    public static partial void Diverged(this ILogger log, Slot slot, string reason);

    [LoggerMessage(205, LogLevel.Warning, "The snapshot of slot {Slot} is left out: {Waiting} wait already.")]
    public static partial void SnapshotLeftOut(this ILogger log, Slot slot, int waiting);
}
