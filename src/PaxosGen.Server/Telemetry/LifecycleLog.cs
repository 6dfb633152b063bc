using Microsoft.Extensions.Logging;
using PaxosGen.Core;

namespace PaxosGen.Server.Telemetry;

/// <summary>A replica's life: events 600 to 699. docs/observability.md lists them.</summary>
internal static partial class LifecycleLog
{
    [LoggerMessage(601, LogLevel.Information, "Starts from '{DataDirectory}' (store {Store}): promised {Ballot}, snapshot of slot {SnapshotSlot}, "
        + "log of {Slots} slots above {TruncatedThrough}, chosen through slot {ChosenThrough}.")]
    public static partial void Starting(
        this ILogger log, string dataDirectory, StoreId store, Ballot ballot, Slot snapshotSlot, int slots, Slot truncatedThrough, Slot chosenThrough);

    [LoggerMessage(602, LogLevel.Information, "The cluster is born in epoch {Epoch} with members {Members}; chosen through slot {ChosenThrough} in {Ballot}.")]
    public static partial void Born(this ILogger log, Epoch epoch, Membership members, Slot chosenThrough, Ballot ballot);

    [LoggerMessage(603, LogLevel.Information, "Started; listens on {Endpoint}.")]
    public static partial void Started(this ILogger log, string endpoint);

    [LoggerMessage(604, LogLevel.Information, "Stops; {Waiting} requests wait for their answer.")]
    public static partial void Draining(this ILogger log, int waiting);

    [LoggerMessage(605, LogLevel.Information, "Stopped: promised {Ballot}, chosen through slot {ChosenThrough}, applied through slot {AppliedThrough}.")]
    public static partial void Stopped(this ILogger log, Ballot ballot, Slot chosenThrough, Slot appliedThrough);

    [LoggerMessage(606, LogLevel.Critical, "Halts: {Reason} (promised {Ballot}, chosen through slot {ChosenThrough}, applied through slot {AppliedThrough})")]
    public static partial void Halted(this ILogger log, string reason, Ballot ballot, Slot chosenThrough, Slot appliedThrough, Exception? exception);
}
