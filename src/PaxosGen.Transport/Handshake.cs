using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Who opens a connection.</summary>
public enum ConnectionKind : byte
{
    /// <summary>A replica that will send <see cref="Message"/>s on it, and receive nothing.</summary>
    Peer = 1,

    /// <summary>A client that will send <see cref="ClientRequest"/>s and receive <see cref="ClientReply"/>s.</summary>
    Client = 2,

    /// <summary>A replica that will send the bytes of snapshots on it, apart from its other messages.</summary>
    PeerBulk = 3,
}


/// <summary>The first thing said on a connection, by whoever opened it.</summary>
public sealed record HandshakeHello
{
    /// <summary>Number of the format that this build speaks.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Most start nonces sent.</summary>
    public const int MaxNonces = 64;

    /// <summary>Number of the format of everything after the hello.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Who opens the connection.</summary>
    public required ConnectionKind Kind { get; init; }

    /// <summary>The cluster that it belongs to; null from a client that does not know it yet.</summary>
    public ClusterId? Cluster { get; init; }

    /// <summary>The replica that it means to reach; none when any will do.</summary>
    public ReplicaId Target { get; init; }

    /// <summary>A peer's id; none from a client.</summary>
    public ReplicaId Replica { get; init; }

    /// <summary>A peer's store; none from a client.</summary>
    public StoreId Store { get; init; }

    /// <summary>The nonces of the store's last starts, the newest last; a chain that lacks one seen before is an old copy.</summary>
    public ImmutableArray<ulong> Nonces { get; init; } = [];

    /// <summary>Where a peer listens, <c>host:port</c>, for answers when it is no member, or no longer; empty from a client.</summary>
    public string Address { get; init; } = "";

    /// <summary>The sender's state machine.</summary>
    public SchemaIdentity Schema { get; init; } = SchemaIdentity.Unspecified;
}

/// <summary>What the responder says of itself when it accepts.</summary>
public sealed record HandshakeWelcome
{
    /// <summary>The cluster.</summary>
    public required ClusterId Cluster { get; init; }

    /// <summary>The responder.</summary>
    public required ReplicaId Replica { get; init; }

    /// <summary>The responder's store.</summary>
    public required StoreId Store { get; init; }

    /// <summary>The store that the responder knows for the asking replica's id; none when it knows of none, or for a client.</summary>
    public StoreId KnownStore { get; init; }

    /// <summary>How far a session's sequence numbers may run ahead of the lowest call not acknowledged.</summary>
    public int SessionWindow { get; init; }

    /// <summary>Where the members listen, as far as the responder knows; for clients.</summary>
    public EpochMembers Members { get; init; } = EpochMembers.Unknown;

    /// <summary>Longest payload of a frame that the responder takes, in bytes. The transport fills it in.</summary>
    public int MaxFrameBytes { get; init; }

    /// <summary>The version of the schema that is active in the cluster, as far as the responder knows; 0 while it knows of none.</summary>
    public int ActiveVersion { get; init; }

    /// <summary>The responder's state machine.</summary>
    public SchemaIdentity Schema { get; init; } = SchemaIdentity.Unspecified;
}

/// <summary>Why a responder refuses. The numbers are on the wire and never change.</summary>
public enum RefusalCode : byte
{
    /// <summary>The hello's format number is not spoken here.</summary>
    UnsupportedFormat = 1,

    /// <summary>Another cluster.</summary>
    WrongCluster = 2,

    /// <summary>The responder is not the replica that the asker means to reach: an address is wrong.</summary>
    WrongReplica = 3,

    /// <summary>The asker's id is no member.</summary>
    UnknownReplica = 4,

    /// <summary>The asker's id is known under another store: its disk was wiped, or two folders use one id.</summary>
    WrongStore = 5,

    /// <summary>The asker's folder is an old copy.</summary>
    OldCopy = 6,

    /// <summary>The state machines do not understand each other.</summary>
    IncompatibleSchema = 7,

    /// <summary>Too many connections; try again later.</summary>
    Busy = 8,

    /// <summary>The responder is not ready, or is stopping; try again later.</summary>
    NotReady = 9,

    /// <summary>The asker may not connect.</summary>
    NotAllowed = 10,
}

/// <summary>What a replica decides about a hello.</summary>
public abstract record HandshakeVerdict
{
    private HandshakeVerdict()
    {
    }

    /// <summary>Go on.</summary>
    public sealed record Accepted(HandshakeWelcome Welcome) : HandshakeVerdict;

    /// <summary>Go away.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Text">Why, in words, and what to do about it.</param>
    public sealed record Refused(RefusalCode Code, string Text) : HandshakeVerdict;
}

/// <summary>The other end refused the handshake.</summary>
/// <param name="code">Why.</param>
/// <param name="text">Why, in words, and what to do about it.</param>
public sealed class HandshakeRefusedException(RefusalCode code, string text) : IOException(text)
{
    /// <summary>Why.</summary>
    public RefusalCode Code { get; } = code;
}
