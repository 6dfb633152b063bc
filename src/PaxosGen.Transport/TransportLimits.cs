namespace PaxosGen.Transport;

/// <summary>The limits of every queue, buffer and wait of the transport.</summary>
public sealed record TransportLimits
{
    /// <summary>Longest payload of a frame before the handshake is done, in bytes.</summary>
    public const int HandshakeFrameBytes = 32 << 10;

    /// <summary>Longest payload of a frame after the handshake, in bytes. All members of a cluster need the same.</summary>
    public int MaxFrameBytes { get; init; } = 16 << 20;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections at once that have not said who they are.</summary>
    public int MaxUnauthenticated { get; init; } = 256;

    /// <summary>How many of these only members may use, so that strangers cannot keep them out: an eighth.</summary>
    public int ReservedForMembers => MaxUnauthenticated / 8;

    /// <summary>
    /// How many of these one source may take that is no member's: an IPv4 address, or the first 64 bits of an IPv6 one. Loopback is not limited.
    /// </summary>
    public int MaxUnauthenticatedPerSource { get; init; } = 16;

    /// <summary>Most bytes that a TLS connection may send before it is known who it is.</summary>
    public int MaxUnauthenticatedBytes { get; init; } = 64 << 10;

    /// <summary>Most connections of clients at once; further ones are refused as busy.</summary>
    public int MaxClients { get; init; } = 8192;

    /// <summary>How many of these with TLS only replicas and admins may use, so that clients cannot keep them out: an eighth.</summary>
    public int ReservedForOperators => MaxClients / 8;

    /// <summary>Most connections of clients that with TLS one principal may have at once; further ones are refused as busy.</summary>
    public int MaxClientsPerPrincipal { get; init; } = 1024;

    /// <summary>Most bytes of replies that wait for a client to read them; beyond, it is disconnected.</summary>
    public int MaxUnsentReplyBytes { get; init; } = 64 << 20;

    /// <summary>Most messages that wait for a peer; beyond, the oldest are dropped.</summary>
    public int MaxQueuedMessages { get; init; } = 8192;

    /// <summary>Most bytes of messages that wait for a peer; beyond, the oldest are dropped.</summary>
    public long MaxQueuedMessageBytes { get; init; } = 64 << 20;

    /// <summary>How long a peer may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first wait before a peer is dialled again.</summary>
    public TimeSpan MinReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest wait before a peer is dialled again.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long sent bytes may stay unacknowledged before the connection is given up (Linux; elsewhere the system decides).</summary>
    public TimeSpan UnacknowledgedTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
