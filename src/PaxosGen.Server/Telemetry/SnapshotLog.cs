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

    [LoggerMessage(206, LogLevel.Information, "A snapshot of a slot after {ChosenThrough} is needed: asks replica {Peer} for one.")]
    public static partial void SnapshotWanted(this ILogger log, Slot chosenThrough, ReplicaId peer);

    [LoggerMessage(207, LogLevel.Information, "Goes on with the snapshot of slot {Slot} from byte {Offset} of {Bytes}, from replica {Peer}.")]
    public static partial void SnapshotResumed(this ILogger log, Slot slot, long offset, long bytes, ReplicaId peer);

    [LoggerMessage(208, LogLevel.Information, "The snapshot of slot {Slot} from replica {Peer} is durable ({Bytes} bytes).")]
    public static partial void SnapshotReceived(this ILogger log, Slot slot, ReplicaId peer, long bytes);

    [LoggerMessage(209, LogLevel.Error, "The snapshot of slot {Slot} from replica {Peer} cannot be used, and is asked for again: {Reason}")]
    public static partial void SnapshotUnusable(this ILogger log, Slot slot, ReplicaId peer, string reason);

    [LoggerMessage(210, LogLevel.Information, "Sends replica {Peer} the snapshot of slot {Slot} ({Bytes} bytes).")]
    public static partial void SnapshotSending(this ILogger log, ReplicaId peer, Slot slot, long bytes);

    [LoggerMessage(211, LogLevel.Error, "The snapshot of slot {Slot} that replica {Peer} is reading is damaged: {Reason}")]
    public static partial void SnapshotUnreadable(this ILogger log, Slot slot, ReplicaId peer, string reason);

    [LoggerMessage(212, LogLevel.Information, "Goes on from a peer's snapshot of slot {Slot} (promised {Ballot}).")]
    public static partial void SnapshotInstalled(this ILogger log, Slot slot, Ballot ballot);

    [LoggerMessage(213, LogLevel.Critical, "Quarantined: differs from a quorum by slot {Slot} (equal through slot {EqualThrough}, in the state of a snapshot: {IsState}); votes on, and serves nothing (promised {Ballot}).")]
    public static partial void Quarantined(this ILogger log, Slot slot, Slot equalThrough, bool isState, Ballot ballot);

    [LoggerMessage(214, LogLevel.Critical, "The first slot that differs is {Slot} (for certain: {IsExact}): {Command}")]
    public static partial void FirstDifference(this ILogger log, Slot slot, bool isExact, string command);

    [LoggerMessage(215, LogLevel.Critical, "Replicas differ by slot {Slot}, and no quorum has equal hashes: nobody serves reads, and nothing is deleted ({Ballot}).")]
    public static partial void DisputeBegan(this ILogger log, Slot slot, Ballot ballot);

    [LoggerMessage(216, LogLevel.Information, "A quorum has equal hashes again (chosen through {ChosenThrough}, {Ballot}).")]
    public static partial void DisputeEnded(this ILogger log, Slot chosenThrough, Ballot ballot);

    [LoggerMessage(217, LogLevel.Information, "Rejoined with a peer's snapshot of slot {Slot} (promised {Ballot}); the own ones are kept aside.")]
    public static partial void Rejoined(this ILogger log, Slot slot, Ballot ballot);
}
