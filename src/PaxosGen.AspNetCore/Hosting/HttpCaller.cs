using PaxosGen.Transport;

namespace PaxosGen.AspNetCore.Hosting;

/// <summary>A feature of connections: who is on the other end.</summary>
internal sealed class HttpCaller
{
    /// <summary>What came of looking at the certificate.</summary>
    public Authentication Authentication { get; set; } = new Authentication.Refused("No certificate was shown.");
}
