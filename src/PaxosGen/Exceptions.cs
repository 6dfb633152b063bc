namespace PaxosGen;

/// <summary>Base of the errors that a call on a replicated state machine can end with.</summary>
public abstract class PaxosException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected PaxosException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}

/// <summary>
/// Thrown by the author of a command to refuse it. Code and message are replicated: the caller gets the same from
/// every replica. State must not have been changed before it is thrown.
/// </summary>
public sealed class CommandRejectedException : PaxosException
{
    /// <summary>Creates the refusal of a command.</summary>
    /// <param name="code">A short stable word that callers can switch on.</param>
    /// <param name="message">Why the command is refused; must be the same on every replica.</param>
    public CommandRejectedException(string code, string message) : base(message)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        ArgumentNullException.ThrowIfNull(message);
        Code = code;
    }

    /// <summary>A short stable word that callers can switch on.</summary>
    public string Code { get; }
}

/// <summary>A handler threw something other than <see cref="CommandRejectedException"/>. The command counts as applied, with this failure as its result.</summary>
public sealed class CommandFailedException : PaxosException
{
    /// <summary>Creates the failure of a command.</summary>
    /// <param name="exceptionType">Metadata name of the exception type that the handler threw, without type arguments.</param>
    /// <param name="hint">Its message on the answering replica, when known. Not replicated: only for people to read.</param>
    public CommandFailedException(string exceptionType, string? hint)
        : base(hint is null ? $"The handler threw {exceptionType}." : $"The handler threw {exceptionType}: {hint}")
    {
        ExceptionType = exceptionType;
        Hint = hint;
    }

    /// <summary>Metadata name of the exception type that the handler threw, without type arguments.</summary>
    public string ExceptionType { get; }

    /// <summary>The exception's message on the answering replica, when known; not replicated.</summary>
    public string? Hint { get; }
}

/// <summary>The cluster has more work than it takes on. Certainly not applied; try again later.</summary>
public sealed class OverloadedException(string message) : PaxosException(message)
{
    /// <summary>When the cluster said it is worth to try again; zero if it did not say. Wait longer each time, and a random part of it.</summary>
    public TimeSpan RetryAfter { get; init; }
}

/// <summary>No leader with a quorum could be reached in time. Certainly not applied.</summary>
public sealed class ClusterUnavailableException(string message, Exception? innerException = null) : PaxosException(message, innerException);

/// <summary>The command was sent and no answer came in time: it may have been applied, or may still be.</summary>
public sealed class OutcomeUnknownException(string message, Exception? innerException = null) : PaxosException(message, innerException);

/// <summary>An operator's request was refused as things stand; says why. Nothing came of it.</summary>
public sealed class OperationRefusedException(string message) : PaxosException(message);

/// <summary>The client's session ended before this call was sent. Certainly not applied.</summary>
public sealed class SessionExpiredException(string message) : PaxosException(message);

/// <summary>An idempotency key was used before with another command. Not applied.</summary>
public sealed class IdempotencyKeyReusedException(string message) : PaxosException(message);

/// <summary>Client and cluster, or two replicas, do not agree on the state machine's schema. Nothing was sent.</summary>
public sealed class IncompatibleSchemaException(string message) : PaxosException(message);

/// <summary>A replica cannot start or go on; says what is wrong, with what, and what to do.</summary>
public sealed class ReplicaFailedException(string message, Exception? innerException = null) : PaxosException(message, innerException);

/// <summary>Bytes that are not the canonical encoding of a value of the expected type. Thrown by decoders, whatever the bytes.</summary>
public sealed class WireFormatException(string message) : PaxosException(message);
