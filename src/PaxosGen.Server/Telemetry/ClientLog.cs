using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Telemetry;

/// <summary>Clients and their requests: events 400 to 499; at Debug what may come with every request. docs/observability.md lists them.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(PeerLog.ClientRefusedNumber, LogLevel.Warning, "Refused the client at {Remote} ({Code}): {Reason}")]
    public static partial void ClientRefused(this ILogger log, string remote, RefusalCode code, string reason);

    [LoggerMessage(402, LogLevel.Debug, "Did not propose a request: {Reason} (leader {Leader}, promised {Ballot}, chosen through slot {ChosenThrough}, {InFlight} slots in flight).")]
    public static partial void NotProposed(this ILogger log, RefusalReason reason, ReplicaId leader, Ballot ballot, Slot chosenThrough, long inFlight);

    [LoggerMessage(403, LogLevel.Debug, "Did not take a request: {Reason} ({Limit} is the limit)")]
    public static partial void NotTaken(this ILogger log, string reason, long limit);

    [LoggerMessage(404, LogLevel.Debug, "The call in slot {Slot} had no effect: {Reason}.")]
    public static partial void CallRefused(this ILogger log, Slot slot, Applying.Refusal reason);

    [LoggerMessage(405, LogLevel.Information, "{Count} requests in flight end with an unknown outcome: {Reason}")]
    public static partial void OutcomesUnknown(this ILogger log, int count, string reason);
}
