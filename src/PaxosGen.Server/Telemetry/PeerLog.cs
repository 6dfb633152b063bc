using Microsoft.Extensions.Logging;
using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Telemetry;

/// <summary>Connections between replicas: events 300 to 399. docs/observability.md lists them.</summary>
internal static partial class PeerLog
{
    /// <summary>Number of the event of a refused replica.</summary>
    public const int PeerRefusedNumber = 305;

    /// <summary>Number of the event of who did not say hello.</summary>
    public const int BadHandshakeNumber = 307;

    /// <summary>Number of the event of a refused client.</summary>
    public const int ClientRefusedNumber = 401;

    /// <summary>Writes what the transport reported.</summary>
    public static void Report(this ILogger log, TransportEvent happened)
    {
        switch (happened)
        {
            case TransportEvent.Connected connected:
                log.PeerConnected(connected.Peer, connected.Address);
                break;
            case TransportEvent.Lost lost:
                log.PeerLost(lost.Peer, lost.Address, lost.Why);
                break;
            case TransportEvent.Unreachable unreachable:
                log.PeerUnreachable(unreachable.Peer, unreachable.Address, unreachable.Why);
                break;
            case TransportEvent.RefusedByPeer refused:
                log.RefusedByPeer(refused.Peer, refused.Address, refused.Code, refused.Why);
                break;
            case TransportEvent.Refused { Kind: ConnectionKind.Client } refused:
                log.ClientRefused(refused.Remote, refused.Code, refused.Why);
                break;
            case TransportEvent.Refused refused:
                log.PeerRefused(refused.Peer, refused.Remote, refused.Code, refused.Why);
                break;
            case TransportEvent.BadFrame bad:
                log.BadFrame(bad.Kind, bad.Peer, bad.Remote, bad.Why);
                break;
            case TransportEvent.BadHandshake bad:
                log.BadHandshake(bad.Remote, bad.Why);
                break;
            case TransportEvent.MessageTooLarge large:
                log.MessageTooLarge(large.Message, large.Peer, large.MaxFrameBytes);
                break;
            case TransportEvent.AcceptFailed failed:
                log.AcceptFailed(failed.Endpoint, failed.Why);
                break;
            case TransportEvent.InternalError error:
                log.ConnectionError(error.Remote, error.Error);
                break;
        }
    }

    [LoggerMessage(301, LogLevel.Information, "Connected to replica {Peer} at {Address}.")]
    private static partial void PeerConnected(this ILogger log, ReplicaId peer, string address);

    [LoggerMessage(302, LogLevel.Warning, "Lost the connection to replica {Peer} at {Address}: {Reason}")]
    private static partial void PeerLost(this ILogger log, ReplicaId peer, string address, string reason);

    [LoggerMessage(303, LogLevel.Information, "No connection to replica {Peer} at {Address}: {Reason}")]
    private static partial void PeerUnreachable(this ILogger log, ReplicaId peer, string address, string reason);

    [LoggerMessage(304, LogLevel.Error, "Replica {Peer} at {Address} refuses this one ({Code}): {Reason}")]
    private static partial void RefusedByPeer(this ILogger log, ReplicaId peer, string address, RefusalCode code, string reason);

    [LoggerMessage(PeerRefusedNumber, LogLevel.Warning, "Refused replica {Peer} from {Remote} ({Code}): {Reason}")]
    private static partial void PeerRefused(this ILogger log, ReplicaId peer, string remote, RefusalCode code, string reason);

    [LoggerMessage(306, LogLevel.Warning, "Closed the connection of a {Kind} (replica {Peer}) from {Remote}, which sent a bad frame: {Reason}")]
    private static partial void BadFrame(this ILogger log, ConnectionKind kind, ReplicaId peer, string remote, string reason);

    [LoggerMessage(BadHandshakeNumber, LogLevel.Information, "Closed the connection from {Remote}, which did not say hello: {Reason}")]
    private static partial void BadHandshake(this ILogger log, string remote, string reason);

    [LoggerMessage(308, LogLevel.Error, "A {Message} for replica {Peer} is larger than a frame of {MaxFrameBytes} bytes and was dropped.")]
    private static partial void MessageTooLarge(this ILogger log, string message, ReplicaId peer, int maxFrameBytes);

    [LoggerMessage(309, LogLevel.Warning, "Could not accept a connection on {Endpoint}: {Reason}")]
    private static partial void AcceptFailed(this ILogger log, string endpoint, string reason);

    /// <summary>Writes what is wrong with the certificates of this replica.</summary>
    public static void Report(this ILogger log, TlsProblem problem)
    {
        if (problem.IsExpiry)
        {
            log.CertificateExpires(problem.Text);
        }
        else
        {
            log.CertificatesUnusable(problem.Text);
        }
    }

    [LoggerMessage(311, LogLevel.Error, "{Reason}")]
    private static partial void CertificatesUnusable(this ILogger log, string reason);

    [LoggerMessage(312, LogLevel.Error, "Dropped a {Message} from replica {Peer} for a ballot that is not its own.")]
    public static partial void ForeignBallot(this ILogger log, ReplicaId peer, string message);

    [LoggerMessage(313, LogLevel.Warning, "{Reason}")]
    private static partial void CertificateExpires(this ILogger log, string reason);

    [LoggerMessage(314, LogLevel.Warning, "Left out {Count} more of event {Number} within a minute.")]
    public static partial void LeftOut(this ILogger log, long count, int number);

    [LoggerMessage(310, LogLevel.Error, "The connection with {Remote} ended with an internal error.")]
    private static partial void ConnectionError(this ILogger log, string remote, Exception exception);
}
