using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>How to reach one peer. Callbacks come from pool threads, one at a time, and must not block.</summary>
public sealed record PeerLinkOptions
{
    /// <summary>The peer.</summary>
    public required ReplicaId Peer { get; init; }

    /// <summary>What the connection is for: <see cref="ConnectionKind.Peer"/> or <see cref="ConnectionKind.PeerBulk"/>.</summary>
    public ConnectionKind Kind { get; init; } = ConnectionKind.Peer;

    /// <summary>Where it listens, <c>host:port</c>.</summary>
    public required string Address { get; init; }

    /// <summary>What to say of ourselves. The link fills in the kind and the target.</summary>
    public required HandshakeHello Hello { get; init; }

    /// <summary>Certificates and whom to trust; null to connect without TLS.</summary>
    public TlsEndpoint? Tls { get; init; }

    /// <summary>Limits of queue and waits.</summary>
    public TransportLimits Limits { get; init; } = new();

    /// <summary>Where to count.</summary>
    public TransportCounters Counters { get; init; } = new();

    /// <summary>The peer's address has been looked up, as it is before each dial; what its host stands for.</summary>
    public Action<ReplicaId, HostPort, IReadOnlyList<System.Net.IPAddress>>? OnResolved { get; init; }

    /// <summary>The peer has accepted; what it says of itself, and which store it knows for us.</summary>
    public Action<ReplicaId, HandshakeWelcome>? OnConnected { get; init; }

    /// <summary>The connection is lost; the link dials again.</summary>
    public Action<ReplicaId>? OnDisconnected { get; init; }

    /// <summary>The peer has refused, or is not who it should be. The link goes on trying; the replica may have to stop.</summary>
    public Action<ReplicaId, RefusalCode, string>? OnRefused { get; init; }

    /// <summary>Where to report changes; nowhere when null.</summary>
    public Action<TransportEvent>? OnEvent { get; init; }
}
