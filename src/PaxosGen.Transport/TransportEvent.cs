using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Something about connections that operators want to see: facts, not words. Immutable.</summary>
public abstract record TransportEvent
{
    private TransportEvent()
    {
    }

    /// <summary>A peer has accepted our connection.</summary>
    public sealed record Connected(ReplicaId Peer, string Address) : TransportEvent;

    /// <summary>Our connection to a peer has ended.</summary>
    public sealed record Lost(ReplicaId Peer, string Address, string Why) : TransportEvent;

    /// <summary>A peer cannot be reached.</summary>
    public sealed record Unreachable(ReplicaId Peer, string Address, string Why) : TransportEvent;

    /// <summary>A peer has refused our connection, or is not who it should be.</summary>
    public sealed record RefusedByPeer(ReplicaId Peer, string Address, RefusalCode Code, string Why) : TransportEvent;

    /// <summary>We have refused one who connected.</summary>
    /// <param name="Kind">What it wanted to be.</param>
    /// <param name="Peer">Its id; none for a client.</param>
    /// <param name="Remote">Where it connected from.</param>
    /// <param name="Code">Why.</param>
    /// <param name="Why">Why, in words.</param>
    public sealed record Refused(ConnectionKind Kind, ReplicaId Peer, string Remote, RefusalCode Code, string Why) : TransportEvent;

    /// <summary>Who connected did not say hello properly.</summary>
    public sealed record BadHandshake(string Remote, string Why) : TransportEvent;

    /// <summary>A frame was damaged, too long or no message; it cost its connection.</summary>
    public sealed record BadFrame(ConnectionKind Kind, ReplicaId Peer, string Remote, string Why) : TransportEvent;

    /// <summary>A message to a peer does not fit a frame and was dropped.</summary>
    public sealed record MessageTooLarge(ReplicaId Peer, string Message, int MaxFrameBytes) : TransportEvent;

    /// <summary>The system gave no connection to somebody who knocked.</summary>
    public sealed record AcceptFailed(string Endpoint, string Why) : TransportEvent;

    /// <summary>A callback threw: a mistake of this program, which cost a connection.</summary>
    public sealed record InternalError(string Remote, Exception Error) : TransportEvent;
}
