using System.Collections.Immutable;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What a <see cref="ClientMachine"/> starts with.</summary>
public sealed record ClientMachineOptions
{
    /// <summary>Addresses of replicas, <c>host:port</c>; at least one, any of them.</summary>
    public required ImmutableArray<string> Endpoints { get; init; }

    /// <summary>What the caller encodes for.</summary>
    public SchemaIdentity Schema { get; init; } = SchemaIdentity.Unspecified;

    /// <summary>Time-outs and limits.</summary>
    public PaxosClientOptions Client { get; init; } = new();

    /// <summary>Seeds the jitter of waits.</summary>
    public ulong Seed { get; init; }
}
