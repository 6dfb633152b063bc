using System.Diagnostics;
using PaxosGen.Transport;

namespace PaxosGen.Server.Clients;

/// <summary>A query that waits to be answered.</summary>
internal sealed class WaitingQuery(IReplyTo client, RequestId id, ReadOnlyMemory<byte> payload, ReadConsistency consistency)
{
    /// <summary>Who waits.</summary>
    public IReplyTo Client => client;

    /// <summary>The query's id on its connection.</summary>
    public RequestId Id => id;

    /// <summary>The encoded query.</summary>
    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>How fresh its answer must be.</summary>
    public ReadConsistency Consistency => consistency;

    /// <summary>When it arrived, if it is timed; else 0.</summary>
    public long ArrivedAt { get; init; }

    /// <summary>Its trace; null when nobody listens.</summary>
    public Activity? Activity { get; init; }

    /// <summary>The room that it takes while it waits.</summary>
    public required ClientShares.Share Share { get; init; }
}
