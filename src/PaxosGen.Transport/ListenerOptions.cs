using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Takes the requests of one client that have arrived together. The span is valid during the call; the requests stay.</summary>
public delegate void ClientRequestsHandler(ClientConnection client, ReadOnlySpan<ClientRequest> requests);

/// <summary>
/// Where to listen and whom to tell. Callbacks come from pool threads: in order for one connection, at the same time
/// for different ones. While one runs, its connection receives nothing more, which pushes back on whoever sends.
/// </summary>
public sealed record ListenerOptions
{
    /// <summary>Where to listen, <c>host:port</c>; port 0 takes a free one.</summary>
    public required string Address { get; init; }

    /// <summary>A socket bound to the address already, which the listener takes over; null to bind one.</summary>
    public BoundSocket? Bound { get; init; }

    /// <summary>Decides about each hello of the format spoken here.</summary>
    public required Func<HandshakeHello, HandshakeVerdict> Validate { get; init; }

    /// <summary>Certificates and whom to trust; null to listen without TLS.</summary>
    public TlsEndpoint? Tls { get; init; }

    /// <summary>
    /// With <see cref="Tls"/>: decides whether somebody may be what its hello says, before <see cref="Validate"/> is asked; null lets it. A
    /// client needs <see cref="PaxosRole.Client"/> and a peer a certificate of its own id in any case.
    /// </summary>
    public Func<HandshakeHello, PaxosPrincipal, HandshakeVerdict.Refused?> Authorize { get; init; } = static (_, _) => null;

    /// <summary>
    /// Whether a member listens at an address: those may use all of <see cref="TransportLimits.MaxUnauthenticated"/>, others not the part that is
    /// reserved. Where a peer has once connected from counts as well.
    /// </summary>
    public Func<System.Net.IPAddress, bool> IsMember { get; init; } = static _ => false;

    /// <summary>Takes messages of peers. Which replica they are from is what its handshake said.</summary>
    public required Action<ReplicaId, Message> OnMessage { get; init; }

    /// <summary>Takes requests of clients.</summary>
    public required ClientRequestsHandler OnRequests { get; init; }

    /// <summary>A client's connection is over; its replies go nowhere.</summary>
    public Action<ClientConnection>? OnClientClosed { get; init; }

    /// <summary>Limits.</summary>
    public TransportLimits Limits { get; init; } = new();

    /// <summary>Where to count.</summary>
    public TransportCounters Counters { get; init; } = new();

    /// <summary>Where to report refusals and bad frames; nowhere when null.</summary>
    public Action<TransportEvent>? OnEvent { get; init; }
}
