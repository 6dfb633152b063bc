using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>What a call asks for.</summary>
internal abstract record CallKind
{
    /// <summary>A command of the session.</summary>
    public sealed record SessionCommand : CallKind
    {
        public static readonly SessionCommand Instance = new();
    }

    /// <summary>A command with an idempotency key.</summary>
    public sealed record KeyedCommand(UInt128 Key) : CallKind;

    /// <summary>A query.</summary>
    public sealed record Query(ReadConsistency Consistency) : CallKind;

    /// <summary>Waits for the session; nothing is sent for it.</summary>
    public sealed record Open : CallKind
    {
        public static readonly Open Instance = new();
    }
}

/// <summary>Where a call is on its way.</summary>
internal enum CallStage
{
    /// <summary>Waits for its turn; never sent in the current session.</summary>
    Waiting,

    /// <summary>Sent on the current connection; no answer yet.</summary>
    Sent,

    /// <summary>Its turn has come; to be sent, or sent again.</summary>
    Parked,

    /// <summary>Over.</summary>
    Done,
}

/// <summary>One call of the client's user.</summary>
internal sealed class ClientCall(RequestId id, CallKind kind, ReadOnlyMemory<byte> payload, long deadline)
{
    private bool _sentBefore;
    private int _unanswered;

    public RequestId Id => id;

    public CallKind Kind => kind;

    public ReadOnlyMemory<byte> Payload { get; private set; } = payload;

    public long Deadline => deadline;

    public CallStage Stage { get; set; }

    /// <summary>The session that <see cref="Sequence"/> belongs to; null while the call has none.</summary>
    public ClientSession? Session { get; private set; }

    public long Sequence { get; private set; }

    public long SentAt { get; private set; }

    /// <summary>When to send again, once parked.</summary>
    public long RetryAt { get; set; }

    /// <summary>How often it was refused for lack of capacity.</summary>
    public int Refusals { get; private set; }

    /// <summary>What the last refusal for lack of capacity said; null without one.</summary>
    public ClientReply.Overloaded? Overload { get; set; }

    /// <summary>Nobody waits any more; only its answer is of interest, for the session's sake.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>
    /// Whether some copy of it may have been, or may still be, proposed: sent, and not refused. A query changes nothing.
    /// </summary>
    public bool MayBeApplied => kind is CallKind.SessionCommand or CallKind.KeyedCommand && (_sentBefore || _unanswered > 0);

    public void OnSent(long now)
    {
        Stage = CallStage.Sent;
        SentAt = now;
        _unanswered++;
    }

    /// <summary>One copy was certainly not proposed.</summary>
    public void OnRefused() => _unanswered = Math.Max(0, _unanswered - 1);

    /// <summary>Counts a refusal for lack of capacity.</summary>
    public void OnOverloaded(ClientReply.Overloaded reply)
    {
        Refusals++;
        Overload = reply;
    }

    /// <summary>The answers to the copies sent so far will not come any more.</summary>
    public void OnAnswersLost()
    {
        _sentBefore |= _unanswered > 0;
        _unanswered = 0;
    }

    public void Join(ClientSession session)
    {
        Session = session;
        Sequence = session.Take();
    }

    /// <summary>Gives the number back: the answer is here, or given up.</summary>
    public void LeaveSession()
    {
        Session?.Release(Sequence);
        Session = null;
        Sequence = 0;
    }

    /// <summary>The caller's bytes may change from now on.</summary>
    public void Abandon()
    {
        IsAbandoned = true;
        Payload = default;
    }
}
