namespace PaxosGen.Core;

/// <summary>Who a command is from, so that it takes effect at most once: a call of a session, or one with an idempotency key.</summary>
public readonly record struct Origin
{
    private const byte SessionKind = 1;
    private const byte KeyKind = 2;

    private Origin(bool isKey, UInt128 id, long sequence, long acknowledgedBelow)
    {
        IsKey = isKey;
        Id = id;
        Sequence = sequence;
        AcknowledgedBelow = acknowledgedBelow;
    }

    /// <summary>Whether it is an idempotency key; otherwise a call of a session.</summary>
    public bool IsKey { get; }

    /// <summary>The key, or the session's id.</summary>
    public UInt128 Id { get; }

    /// <summary>The session.</summary>
    public SessionId SessionId => new(Id);

    /// <summary>Number of the call in the session, from 1; 0 for a key.</summary>
    public long Sequence { get; }

    /// <summary>The client has the answers of all calls of the session below this number.</summary>
    public long AcknowledgedBelow { get; }

    /// <summary>A call of a session (Ongaro, <i>Consensus: Bridging Theory and Practice</i>, §6.3).</summary>
    /// <param name="id">The session.</param>
    /// <param name="sequence">Number of the call in the session, from 1.</param>
    /// <param name="acknowledgedBelow">The client has the answers of all calls below this number.</param>
    public static Origin Session(SessionId id, long sequence, long acknowledgedBelow) => new(isKey: false, id.Value, sequence, acknowledgedBelow);

    /// <summary>A call with an idempotency key.</summary>
    public static Origin Key(UInt128 key) => new(isKey: true, key, 0, 0);

    /// <summary>Reads what <see cref="WriteTo"/> wrote.</summary>
    /// <exception cref="WireFormatException">The bytes are no origin.</exception>
    internal static Origin ReadFrom(ref CanonicalReader reader) => reader.ReadByte() switch
    {
        SessionKind => Session(new SessionId(reader.ReadFixed128()), (long)reader.ReadVarUInt(long.MaxValue), (long)reader.ReadVarUInt(long.MaxValue)),
        KeyKind => Key(reader.ReadFixed128()),
        var kind => throw new WireFormatException($"Unknown origin {kind}."),
    };

    internal void WriteTo(CanonicalWriter writer)
    {
        writer.WriteByte(IsKey ? KeyKind : SessionKind);
        writer.WriteFixed128(Id);
        if (!IsKey)
        {
            writer.WriteVarUInt((ulong)Sequence);
            writer.WriteVarUInt((ulong)AcknowledgedBelow);
        }
    }
}
