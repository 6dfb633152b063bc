using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>What a client asks of a replica. Each is answered by one <see cref="ClientReply"/> with the same id.</summary>
/// <param name="Id">Comes back in the answer.</param>
public abstract record ClientRequest(RequestId Id)
{
    /// <summary>Opens a session, through the log.</summary>
    public sealed record OpenSession(RequestId Id) : ClientRequest(Id);

    /// <summary>A command of a session.</summary>
    /// <param name="Id">Comes back in the answer.</param>
    /// <param name="Session">The session.</param>
    /// <param name="Sequence">Number of the call in the session, from 1.</param>
    /// <param name="AcknowledgedBelow">The client has, or has given up, the answers of all calls below this number.</param>
    /// <param name="Payload">The encoded command.</param>
    public sealed record Command(RequestId Id, SessionId Session, long Sequence, long AcknowledgedBelow, ReadOnlyMemory<byte> Payload) : ClientRequest(Id);

    /// <summary>A command with an idempotency key.</summary>
    public sealed record KeyedCommand(RequestId Id, UInt128 Key, ReadOnlyMemory<byte> Payload) : ClientRequest(Id);

    /// <summary>A query.</summary>
    public sealed record Query(RequestId Id, ReadConsistency Consistency, ReadOnlyMemory<byte> Payload) : ClientRequest(Id);

    /// <summary>Asks for a sign of life.</summary>
    public sealed record Ping(RequestId Id) : ClientRequest(Id);
}
