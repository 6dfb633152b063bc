using System.Net;
using PaxosGen;

namespace BankSample.Web;

/// <summary>Where the web API listens, and to whom.</summary>
internal sealed record WebOptions
{
    /// <summary>Where it listens; port 0 for any free one.</summary>
    public required IPEndPoint Http { get; init; }

    /// <summary>Names under which requests may come, beside this machine's loopback names and the address that was reached.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Certificates and whom to trust; null for plain HTTP, where nobody is asked who he is.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>The cluster whose clients and admins count.</summary>
    public string Cluster { get; init; } = "default";
}
