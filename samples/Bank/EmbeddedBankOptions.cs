using System.Net;
using PaxosGen;

namespace BankSample;

/// <summary>How to run an <see cref="EmbeddedBank"/>.</summary>
internal sealed record EmbeddedBankOptions
{
    /// <summary>Where the replicas keep their folders; null for a temporary folder that is deleted at the end.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where the web API listens: a loopback address; port 0 for any free one.</summary>
    public IPEndPoint Http { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Where replicas and web API report; null leaves the replicas silent.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Changes the options of each replica before it starts.</summary>
    public Func<ReplicaOptions, ReplicaOptions>? Configure { get; init; }
}
