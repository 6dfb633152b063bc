using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>A call of a session that took effect, and what to answer when it comes again.</summary>
/// <param name="Sequence">Its number in the session.</param>
/// <param name="PayloadHash">Tells a repeat from another command under the same number.</param>
/// <param name="Slot">Where it took effect.</param>
/// <param name="Envelope">The bytes of its <see cref="ResultEnvelope"/>.</param>
internal readonly record struct KeptCall(long Sequence, UInt128 PayloadHash, Slot Slot, byte[] Envelope)
{
    /// <summary>No encoding is shorter: bounds how many a snapshot can announce.</summary>
    public const int MinBytes = 1 + 16 + 1 + 1 + 1;

    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteVarUInt((ulong)Sequence);
        writer.WriteFixed128(PayloadHash);
        writer.WriteVarUInt((ulong)Slot.Value);
        writer.WriteLengthPrefixed(Envelope);
    }

    /// <exception cref="WireFormatException">The bytes are no kept call of a log that is applied through <paramref name="through"/>.</exception>
    public static KeptCall ReadFrom(ref CanonicalReader reader, Slot through) => new(
        (long)reader.ReadVarUInt(long.MaxValue),
        reader.ReadFixed128(),
        ReadSlot(ref reader, through),
        ReadEnvelope(ref reader));

    public static Slot ReadSlot(ref CanonicalReader reader, Slot through)
    {
        var slot = new Slot((long)reader.ReadVarUInt((ulong)through.Value));
        return slot >= Slot.First ? slot : throw new WireFormatException("Malformed snapshot: a result of slot 0.");
    }

    public static byte[] ReadEnvelope(ref CanonicalReader reader)
    {
        var envelope = reader.ReadLengthPrefixed().ToArray();
        ResultEnvelope.Decode(envelope);
        return envelope;
    }
}
