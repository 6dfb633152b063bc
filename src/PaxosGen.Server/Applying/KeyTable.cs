using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// The idempotency keys that took effect lately: for callers without a session, across replicas and leaders. A repeat
/// after the retention runs again.
/// </summary>
/// <remarks>Calls form a list by slot, and so by timestamp: those to forget are at its front, O(1) each.</remarks>
internal sealed class KeyTable
{
    private readonly Dictionary<UInt128, KeyedCall> _calls = [];
    private KeyedCall? _oldest;
    private KeyedCall? _newest;

    public int Count => _calls.Count;

    /// <summary>Forgets the calls that have been kept long enough.</summary>
    public void Expire(long now, long retention)
    {
        while (_oldest is not null && now - _oldest.Timestamp >= retention)
        {
            _calls.Remove(_oldest.Key);
            _oldest = _oldest.Newer;
        }

        if (_oldest is null)
        {
            _newest = null;
        }
    }

    /// <summary>What to answer without running the command; null when it has to run.</summary>
    public AppliedOutcome? Admit(Origin origin, UInt128 payloadHash, int limit)
    {
        if (_calls.TryGetValue(origin.Id, out var call))
        {
            return call.PayloadHash == payloadHash
                ? new AppliedOutcome.Answered(origin, IsRepeat: true, call.Slot, call.Envelope, Hint: null)
                : new AppliedOutcome.Refused(origin, Refusal.KeyReused);
        }

        return _calls.Count < limit ? null : new AppliedOutcome.Refused(origin, Refusal.KeyTableFull);
    }

    /// <summary>Keeps the result of an admitted call that has run.</summary>
    public void Keep(KeyedCall call)
    {
        Invariant.Check(_newest is null || (_newest.Slot < call.Slot && _newest.Timestamp <= call.Timestamp));
        _calls.Add(call.Key, call);
        if (_newest is null)
        {
            _oldest = call;
        }
        else
        {
            _newest.Newer = call;
        }

        _newest = call;
    }

    /// <summary>Writes the table, by slots: equal tables write equal bytes.</summary>
    public void Save(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)_calls.Count);
        for (var call = _oldest; call is not null; call = call.Newer)
        {
            call.WriteTo(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no table of a log that is applied through this slot and timestamp.</exception>
    public static KeyTable Load(ref CanonicalReader reader, Slot through, long timestamp, ClusterSettings settings)
    {
        var count = (int)reader.ReadVarUInt((ulong)Math.Min(settings.KeyLimit, reader.Remaining / KeyedCall.MinBytes));
        var table = new KeyTable();
        for (var i = 0; i < count; i++)
        {
            var call = KeyedCall.ReadFrom(ref reader, through, timestamp);
            var isInOrder = table._newest is null || (table._newest.Slot < call.Slot && table._newest.Timestamp <= call.Timestamp);
            if (!isInOrder || table._calls.ContainsKey(call.Key))
            {
                throw new WireFormatException("Malformed snapshot: idempotency keys out of order.");
            }

            table.Keep(call);
        }

        return table;
    }
}
