using System.Net;
using BankSample.Certificates;
using PaxosGen;

namespace BankSample;

/// <summary>How to run an <see cref="EmbeddedBank"/>.</summary>
internal sealed record EmbeddedBankOptions
{
    /// <summary>Where the replicas keep their folders; null for a temporary folder that is deleted at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where the web API listens; port 0 for any free one.</summary>
    public IPEndPoint Http { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Names under which requests may come to the web API.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The certificates of replicas, web API and client; null without TLS.</summary>
    public CertificateFolder? Tls { get; init; }

    /// <summary>Where replicas and web API report; null leaves the replicas silent.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Changes the options of each replica before it starts.</summary>
    public Func<ReplicaOptions, ReplicaOptions>? Configure { get; init; }
}
