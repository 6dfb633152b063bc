using Microsoft.Extensions.Logging;
using PaxosGen.Core;

namespace PaxosGen.Server.Telemetry;

/// <summary>Elections and leadership: events 100 to 199. docs/observability.md lists them.</summary>
internal static partial class ElectionLog
{
    /// <summary>Writes what a step of the protocol reported.</summary>
    public static void Report(this ILogger log, ProtocolEvent happened)
    {
        switch (happened)
        {
            case ProtocolEvent.CandidacyBegan began:
                log.CandidacyBegan(began.Ballot, began.FirstSlot);
                break;
            case ProtocolEvent.CandidacyEnded ended:
                log.CandidacyEnded(ended.Ballot, ended.End.Reason, ended.End.Higher);
                break;
            case ProtocolEvent.LeadershipBegan began:
                log.LeadershipBegan(began.Ballot, began.FirstSlot, began.RecoveredThrough);
                break;
            case ProtocolEvent.LeadershipEnded ended:
                // Whoever stops a replica, or lets another lead, need not be warned of it.
                log.LeadershipEnded(
                    ended.End.Reason is ReignEndReason.Stopped or ReignEndReason.HandedOver ? LogLevel.Information : LogLevel.Warning,
                    ended.Ballot, ended.End.Reason, ended.End.Higher, ended.End.Slot, ended.ChosenThrough, ended.ProposedThrough);
                break;
            case ProtocolEvent.LeaderChanged changed:
                log.LeaderChanged(changed.Leader, changed.Ballot, changed.ChosenThrough);
                break;
            case ProtocolEvent.HandoverBegan began:
                log.HandoverBegan(began.To, began.Ballot, began.ChosenThrough);
                break;
            case ProtocolEvent.HandoverEnded ended:
                log.HandoverEnded(ended.To, ended.Ballot, ended.Outcome);
                break;
            case ProtocolEvent.SnapshotInstalled installed:
                log.SnapshotInstalled(installed.Slot, installed.Ballot);
                break;
            case ProtocolEvent.Quarantined quarantined:
                var difference = quarantined.Difference;
                log.Quarantined(difference.Own.Slot, difference.EqualThrough, difference.IsState, quarantined.Ballot);
                break;
            case ProtocolEvent.DisputeBegan began:
                log.DisputeBegan(began.Slot, began.Ballot);
                break;
            case ProtocolEvent.DisputeEnded ended:
                log.DisputeEnded(ended.ChosenThrough, ended.Ballot);
                break;
            case ProtocolEvent.Rejoined rejoined:
                log.Rejoined(rejoined.Slot, rejoined.Ballot);
                break;
            case ProtocolEvent.EpochBegan began:
                log.EpochBegan(began.Epoch, began.Start, began.Membership);
                break;
            case ProtocolEvent.MessageDropped dropped:
                log.MessageDropped(dropped.Message, dropped.From, dropped.Reason, dropped.Ballot, dropped.Slot);
                break;
        }
    }

    [LoggerMessage(101, LogLevel.Information, "Prepares {Ballot} from slot {FirstSlot}.")]
    private static partial void CandidacyBegan(this ILogger log, Ballot ballot, Slot firstSlot);

    [LoggerMessage(102, LogLevel.Information, "The candidacy in {Ballot} ended: {Reason} (higher ballot {HigherBallot}).")]
    private static partial void CandidacyEnded(this ILogger log, Ballot ballot, ReignEndReason reason, Ballot higherBallot);

    [LoggerMessage(103, LogLevel.Information, "Leads in {Ballot} from slot {FirstSlot}; takes over what phase 1 found, through slot {RecoveredThrough}.")]
    private static partial void LeadershipBegan(this ILogger log, Ballot ballot, Slot firstSlot, Slot recoveredThrough);

    [LoggerMessage(EventId = 104, Message = "Leads no more in {Ballot}: {Reason} (higher ballot {HigherBallot}, overtaken at slot {OvertakenAt}); "
        + "chosen through slot {ChosenThrough}, proposed through slot {ProposedThrough}.")]
    private static partial void LeadershipEnded(
        this ILogger log, LogLevel level, Ballot ballot, ReignEndReason reason, Ballot higherBallot, Slot overtakenAt, Slot chosenThrough, Slot proposedThrough);

    [LoggerMessage(105, LogLevel.Information, "Follows replica {Leader} in {Ballot}; chosen through slot {ChosenThrough}.")]
    private static partial void LeaderChanged(this ILogger log, ReplicaId leader, Ballot ballot, Slot chosenThrough);

    [LoggerMessage(107, LogLevel.Information, "Epoch {Epoch} begins at slot {Start} with members {Members}.")]
    private static partial void EpochBegan(this ILogger log, Epoch epoch, Slot start, Membership members);

    [LoggerMessage(108, LogLevel.Information, "Hands {Ballot} over to replica {To}; chosen through slot {ChosenThrough}.")]
    private static partial void HandoverBegan(this ILogger log, ReplicaId to, Ballot ballot, Slot chosenThrough);

    [LoggerMessage(109, LogLevel.Information, "The handover of {Ballot} to replica {To} ended: {Outcome}.")]
    private static partial void HandoverEnded(this ILogger log, ReplicaId to, Ballot ballot, OperationOutcome outcome);

    [LoggerMessage(106, LogLevel.Debug, "Dropped {Message} from replica {Peer}: {Reason} (ballot {Ballot}, slot {Slot}).")]
    private static partial void MessageDropped(this ILogger log, string message, ReplicaId peer, DropReason reason, Ballot ballot, Slot slot);
}
