using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>Where a call is on its way.</summary>
internal enum CallStage
{
    /// <summary>Over, or not begun.</summary>
    Done,

    /// <summary>Waits for its turn; never sent in the current session.</summary>
    Waiting,

    /// <summary>Sent on the current connection; no answer yet.</summary>
    Sent,

    /// <summary>Its turn has come; to be sent, or sent again.</summary>
    Parked,
}

/// <summary>
/// One call of the client's user, from <see cref="ClientMachine.Begin"/> to its completion. Whoever drives the machine
/// keeps with it, in a class derived from this one, what else it knows of the call.
/// </summary>
public class ClientCall
{
    private bool _sentBefore;
    private int _unanswered;

    /// <summary>Names it, and what is sent for it; each time that it begins, another.</summary>
    public RequestId Id { get; private set; }

    /// <summary>
    /// Nobody has begun it, or it is over and the machine has forgotten it: it may begin another time. One that has
    /// completed need not be free, for its answer may still be of interest.
    /// </summary>
    public bool IsFree => Stage == CallStage.Done && !IsQueued;

    internal CallKind Kind { get; private set; } = CallKind.SessionCommand.Instance;

    internal ReadOnlyMemory<byte> Payload { get; private set; }

    internal long Deadline { get; private set; }

    internal CallStage Stage { get; set; }

    /// <summary>Whether it stands in one of the machine's queues, where it stays for a while after it is over.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>The session that <see cref="Sequence"/> belongs to; null while the call has none.</summary>
    internal ClientSession? Session { get; private set; }

    internal long Sequence { get; private set; }

    internal long SentAt { get; private set; }

    /// <summary>How often it was refused for lack of capacity.</summary>
    internal int Refusals { get; private set; }

    /// <summary>What the last refusal for lack of capacity said; null without one.</summary>
    internal ClientReply.Overloaded? Overload { get; set; }

    /// <summary>Nobody waits any more; only its answer is of interest, for the session's sake.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>
    /// Whether some copy of it may have been, or may still be, proposed: sent, and not refused. A query changes nothing.
    /// </summary>
    internal bool MayBeApplied => Kind is CallKind.SessionCommand or CallKind.KeyedCommand && (_sentBefore || _unanswered > 0);

    internal void Begin(RequestId id, CallKind kind, ReadOnlyMemory<byte> payload, long deadline)
    {
        Invariant.Check(IsFree);
        Id = id;
        Kind = kind;
        Payload = payload;
        Deadline = deadline;
        Stage = CallStage.Waiting;
        Refusals = 0;
        Overload = null;
        IsAbandoned = false;
        _sentBefore = false;
        _unanswered = 0;
    }

    internal void OnSent(long now)
    {
        Stage = CallStage.Sent;
        SentAt = now;
        _unanswered++;
    }

    /// <summary>One copy was certainly not proposed.</summary>
    internal void OnRefused() => _unanswered = Math.Max(0, _unanswered - 1);

    /// <summary>Counts a refusal for lack of capacity.</summary>
    internal void OnOverloaded(ClientReply.Overloaded reply)
    {
        Refusals++;
        Overload = reply;
    }

    /// <summary>The answers to the copies sent so far will not come any more.</summary>
    internal void OnAnswersLost()
    {
        _sentBefore |= _unanswered > 0;
        _unanswered = 0;
    }

    internal void Join(ClientSession session)
    {
        Session = session;
        Sequence = session.Take();
    }

    /// <summary>Gives the number back: the answer is here, or given up.</summary>
    internal void LeaveSession()
    {
        Session?.Release(Sequence);
        Session = null;
        Sequence = 0;
    }

    /// <summary>The caller's bytes may change from now on.</summary>
    internal void Abandon()
    {
        IsAbandoned = true;
        Payload = default;
    }
}
