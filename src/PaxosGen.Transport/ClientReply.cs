using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>What a replica answers to a <see cref="ClientRequest"/>.</summary>
/// <remarks>
/// The client tells its caller whether a command may have been applied, so the difference matters:
/// <see cref="NotLeader"/>, <see cref="Overloaded"/>, <see cref="Unavailable"/>, <see cref="BadRequest"/> and
/// <see cref="NotSupported"/> promise that this request was not and will not be proposed. A replica that has proposed
/// it, and does not know what became of it, answers <see cref="OutcomeUnknown"/> or closes the connection.
/// </remarks>
/// <param name="Id">Id of the request.</param>
public abstract record ClientReply(RequestId Id)
{
    /// <summary>The session is open.</summary>
    /// <param name="Id">Id of the request.</param>
    /// <param name="Session">The new session.</param>
    /// <param name="Window">How far sequence numbers may run ahead of the lowest call not acknowledged.</param>
    public sealed record SessionOpened(RequestId Id, SessionId Session, int Window) : ClientReply(Id);

    /// <summary>The encoded result of a command or query.</summary>
    public sealed record Result(RequestId Id, ReadOnlyMemory<byte> Payload) : ClientReply(Id);

    /// <summary>The author of the command refused it.</summary>
    public sealed record Rejected(RequestId Id, string Code, string Message) : ClientReply(Id);

    /// <summary>The handler threw.</summary>
    /// <param name="Id">Id of the request.</param>
    /// <param name="ExceptionType">Metadata name of the exception's type.</param>
    /// <param name="Hint">Its message on this replica, when known.</param>
    public sealed record Failed(RequestId Id, string ExceptionType, string? Hint) : ClientReply(Id);

    /// <summary>Not proposed: another replica leads, or none is known to.</summary>
    /// <param name="Id">Id of the request.</param>
    /// <param name="Leader">Who leads; none when not known.</param>
    /// <param name="Address">Where it listens, <c>host:port</c>; empty when not known.</param>
    public sealed record NotLeader(RequestId Id, ReplicaId Leader, string Address) : ClientReply(Id);

    /// <summary>Not proposed: too much work already.</summary>
    /// <param name="Id">Id of the request.</param>
    /// <param name="RetryAfterMilliseconds">When it is worth to ask again.</param>
    /// <param name="Text">Of what there is too much; for people.</param>
    public sealed record Overloaded(RequestId Id, int RetryAfterMilliseconds, string Text) : ClientReply(Id);

    /// <summary>The log does not know the session (any more). Not run; only the applied log may say so, never a replica that lags.</summary>
    public sealed record SessionUnknown(RequestId Id) : ClientReply(Id);

    /// <summary>Not run: the sequence number is outside the session's window or was used with another payload.</summary>
    public sealed record SequenceRefused(RequestId Id, string Text) : ClientReply(Id);

    /// <summary>Not run: the key was used with another payload.</summary>
    public sealed record KeyReused(RequestId Id) : ClientReply(Id);

    /// <summary>Not proposed: the replica cannot serve now (no quorum, stopping, catching up).</summary>
    public sealed record Unavailable(RequestId Id, string Text) : ClientReply(Id);

    /// <summary>Proposed, and this replica will not learn the result; the client may ask again.</summary>
    public sealed record OutcomeUnknown(RequestId Id, string Text) : ClientReply(Id);

    /// <summary>Not proposed, and never will be: malformed or too large.</summary>
    public sealed record BadRequest(RequestId Id, string Text) : ClientReply(Id);

    /// <summary>Not proposed: this cluster does not offer it.</summary>
    public sealed record NotSupported(RequestId Id, string Text) : ClientReply(Id);

    /// <summary>Answers <see cref="ClientRequest.Ping"/>.</summary>
    public sealed record Pong(RequestId Id) : ClientReply(Id);

    /// <summary>Answers nothing: the members have changed while the connection stood. A client that is silent would otherwise know none when the old ones are gone.</summary>
    public sealed record Members(EpochMembers Now) : ClientReply(default(RequestId));
}
