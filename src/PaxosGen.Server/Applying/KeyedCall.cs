using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>A command that took effect under an idempotency key, and what to answer when it comes again.</summary>
internal sealed class KeyedCall(UInt128 key, UInt128 payloadHash, Slot slot, long timestamp, byte[] envelope)
{
    /// <summary>No encoding is shorter: bounds how many a snapshot can announce.</summary>
    public const int MinBytes = 16 + 16 + 1 + 1 + 1 + 1;

    public UInt128 Key => key;

    /// <summary>Tells a repeat from another command under the same key.</summary>
    public UInt128 PayloadHash => payloadHash;

    /// <summary>Where it took effect.</summary>
    public Slot Slot => slot;

    /// <summary>When it took effect; repeats do not prolong it.</summary>
    public long Timestamp => timestamp;

    public byte[] Envelope => envelope;

    /// <summary>The one that took effect next.</summary>
    public KeyedCall? Newer { get; set; }

    public void WriteTo(CanonicalWriter writer)
    {
        writer.WriteFixed128(Key);
        writer.WriteFixed128(PayloadHash);
        writer.WriteVarUInt((ulong)Slot.Value);
        writer.WriteVarUInt((ulong)Timestamp);
        writer.WriteLengthPrefixed(Envelope);
    }

    /// <exception cref="WireFormatException">The bytes are no keyed call of a log that is applied through this slot and timestamp.</exception>
    public static KeyedCall ReadFrom(ref CanonicalReader reader, Slot through, long timestamp) => new(
        reader.ReadFixed128(),
        reader.ReadFixed128(),
        KeptCall.ReadSlot(ref reader, through),
        (long)reader.ReadVarUInt((ulong)timestamp),
        KeptCall.ReadEnvelope(ref reader));
}
