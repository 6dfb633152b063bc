using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.Server.Telemetry;

/// <summary>The disk: events 500 to 599. docs/observability.md lists them.</summary>
internal static partial class DiskLog
{
    /// <summary>Writes what was found when a data folder was opened.</summary>
    public static void Opened(this ILogger log, ReplicaStore store, string folder)
    {
        var found = store.Recovered;
        log.Starting(folder, found.Store, found.Promised, found.SnapshotSlot, found.Log.Length, found.TruncatedThrough, found.ChosenThrough);
        if (store.TornBytes > 0)
        {
            log.TornTailCut(store.TornBytes);
        }

        if (!found.Unknown.IsEmpty)
        {
            log.SlotsUnknown(found.Unknown.Length, found.Unknown[0], found.Unknown[^1]);
        }

        if (store.DamagedSnapshot is { } damage)
        {
            log.SnapshotDamaged(found.SnapshotSlot, damage.Message);
        }
    }

    [LoggerMessage(501, LogLevel.Error, "The disk is full: {Reason} Waits for space (promised {Ballot}, chosen through slot {ChosenThrough}).")]
    public static partial void DiskFull(this ILogger log, string reason, Ballot ballot, Slot chosenThrough);

    [LoggerMessage(502, LogLevel.Warning, "There is space again after {Milliseconds} ms; goes on (promised {Ballot}, chosen through slot {ChosenThrough}).")]
    public static partial void SpaceAgain(this ILogger log, long milliseconds, Ballot ballot, Slot chosenThrough);

    [LoggerMessage(503, LogLevel.Critical, "The disk failed: {Operation} of '{File}' at offset {Offset}, errno {ErrorNumber}.")]
    public static partial void DiskFailed(this ILogger log, string operation, string file, long offset, int errorNumber);

    [LoggerMessage(504, LogLevel.Information, "Cut {Bytes} bytes of a torn tail off the log: a crash left them, and nothing of them was acknowledged.")]
    public static partial void TornTailCut(this ILogger log, long bytes);

    [LoggerMessage(505, LogLevel.Warning, "{Count} slots of the log, {FirstSlot} to {LastSlot}, are damaged: they do not vote until they are learned again.")]
    public static partial void SlotsUnknown(this ILogger log, int count, Slot firstSlot, Slot lastSlot);

    [LoggerMessage(506, LogLevel.Warning, "A snapshot is damaged, and that of slot {SnapshotSlot} is used instead: {Reason}")]
    public static partial void SnapshotDamaged(this ILogger log, Slot snapshotSlot, string reason);
}
