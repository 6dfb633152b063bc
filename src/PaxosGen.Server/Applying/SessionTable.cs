using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// The open sessions, as the log says: each call of a session takes effect at most once, and the client gets the first
/// answer as often as it asks, until it acknowledges it (Ongaro, <i>Consensus: Bridging Theory and Practice</i>, §6.3).
/// </summary>
/// <remarks>
/// Sessions form a list by last use. Timestamps never decrease, so the used one goes to the end and those that end are
/// at the front: O(1) per command, O(1) per ended session. Sessions used at the same timestamp end together, so the
/// order among them, which a snapshot does not keep, can never be seen.
/// </remarks>
internal sealed class SessionTable
{
    private readonly Dictionary<SessionId, Session> _sessions = [];
    private Session? _oldest;
    private Session? _newest;

    public int Count => _sessions.Count;

    public Session? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <summary>Ends the sessions whose time has passed.</summary>
    public void Expire(long now, long timeout)
    {
        // Both are non-negative, so the difference cannot overflow as a sum could.
        while (_oldest is not null && now - _oldest.LastUse >= timeout)
        {
            _sessions.Remove(_oldest.Id);
            Unlink(_oldest);
        }
    }

    /// <summary>Opens a session, or says why not. A live one never makes room for it.</summary>
    public Refusal? Open(SessionId id, string principal, long now, int limit)
    {
        if (_sessions.ContainsKey(id))
        {
            return Refusal.SessionIdTaken;
        }

        if (_sessions.Count >= limit)
        {
            return Refusal.SessionTableFull;
        }

        var session = new Session(id, principal, low: 1, now);
        _sessions.Add(id, session);
        Append(session);
        return null;
    }

    /// <summary>What to answer without running the command; null when it has to run. A refused call changes nothing.</summary>
    public AppliedOutcome? Admit(Origin call, UInt128 payloadHash, long now, int window)
    {
        if (Find(call.SessionId) is not { } session)
        {
            return new AppliedOutcome.Refused(call, Refusal.SessionUnknown);
        }

        var isKnown = session.Calls.TryFind(call.Sequence, out var kept);
        if (!session.Allows(call, window) || (isKnown && kept.PayloadHash != payloadHash))
        {
            return new AppliedOutcome.Refused(call, Refusal.SequenceRefused);
        }

        session.Acknowledge(call.AcknowledgedBelow);
        session.LastUse = now;
        Unlink(session);
        Append(session);
        return isKnown ? new AppliedOutcome.Answered(call, IsRepeat: true, kept.Slot, kept.Envelope, Hint: null) : null;
    }

    /// <summary>Keeps the result of an admitted call that has run.</summary>
    public void Keep(SessionId id, in KeptCall call)
    {
        var session = Find(id);
        Invariant.Check(session is not null);
        session.Calls.Add(call);
    }

    /// <summary>Writes the table, by ids: equal tables write equal bytes.</summary>
    public void Save(CanonicalWriter writer)
    {
        var sessions = new List<Session>(_sessions.Count);
        for (var session = _oldest; session is not null; session = session.Newer)
        {
            sessions.Add(session);
        }

        sessions.Sort(static (a, b) => a.Id.Value.CompareTo(b.Id.Value));
        writer.WriteVarUInt((ulong)sessions.Count);
        foreach (var session in sessions)
        {
            session.WriteTo(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no table of a log that is applied through this slot and timestamp.</exception>
    public static SessionTable Load(ref CanonicalReader reader, Slot through, long timestamp, ClusterSettings settings)
    {
        var count = (int)reader.ReadVarUInt((ulong)Math.Min(settings.SessionLimit, reader.Remaining / Session.MinBytes));
        var sessions = new List<Session>();
        for (var i = 0; i < count; i++)
        {
            var session = Session.ReadFrom(ref reader, through, timestamp, settings.SessionWindow);
            if (i > 0 && sessions[^1].Id.Value >= session.Id.Value)
            {
                throw new WireFormatException("Malformed snapshot: sessions out of order.");
            }

            sessions.Add(session);
        }

        sessions.Sort(static (a, b) => a.LastUse.CompareTo(b.LastUse));
        var table = new SessionTable();
        foreach (var session in sessions)
        {
            table._sessions.Add(session.Id, session);
            table.Append(session);
        }

        return table;
    }

    private void Append(Session session)
    {
        Invariant.Check(_newest is null || _newest.LastUse <= session.LastUse);
        session.Older = _newest;
        if (_newest is null)
        {
            _oldest = session;
        }
        else
        {
            _newest.Newer = session;
        }

        _newest = session;
    }

    private void Unlink(Session session)
    {
        if (session.Older is null)
        {
            _oldest = session.Newer;
        }
        else
        {
            session.Older.Newer = session.Newer;
        }

        if (session.Newer is null)
        {
            _newest = session.Older;
        }
        else
        {
            session.Newer.Older = session.Older;
        }

        session.Older = null;
        session.Newer = null;
    }
}
