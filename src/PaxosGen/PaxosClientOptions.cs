namespace PaxosGen;

/// <summary>How a client talks to its cluster.</summary>
public sealed record PaxosClientOptions
{
    /// <summary>How long a call may take in all, retries included, before it ends with an error that tells its outcome.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for one replica to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long to wait for an answer before the call is sent again, perhaps to another replica. A replica that does not even
    /// give a sign of life when asked for one is left after half of it.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most calls in flight; further ones wait their turn. At most the cluster's session window.</summary>
    public int MaxInFlight { get; init; } = 1024;

    /// <summary>Largest command, in bytes; a larger one is an <see cref="ArgumentException"/> before anything is sent.</summary>
    public int MaxCommandBytes { get; init; } = 1 << 20;

    /// <summary>
    /// How client and replicas authenticate each other; null for a cluster without TLS. The own certificate names a client or admin of the
    /// cluster; replicas of another cluster than its own are refused.
    /// </summary>
    public TlsOptions? Tls { get; init; }
}
