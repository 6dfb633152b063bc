using System.Buffers.Binary;
using System.IO.Hashing;
using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// H(s) = XxHash128(H(s−1), s, XxHash128(entry), outcome), by which replicas find out that they differ. H(0) = 0.
/// </summary>
/// <remarks>
/// Hashed bytes, numbers low byte first: H(s−1):16, s:8, XxHash128 of the entry's bytes:16, the outcome's mark:1, the
/// result envelope when there is one. The value of an XxHash128 is its digest read as a big-endian number.
/// </remarks>
internal sealed class RunningHash(UInt128 value)
{
    private const int PrefixBytes = 16 + 8 + 16 + 1;

    private const int LargestOnStack = 128;

    private readonly XxHash128 _hash = new();

    /// <summary>H of the slot appended last.</summary>
    public UInt128 Value { get; private set; } = value;

    /// <summary>Goes on to the next slot.</summary>
    public void Append(Slot slot, Entry entry, AppliedOutcome outcome)
    {
        Span<byte> bytes = stackalloc byte[PrefixBytes + LargestOnStack];
        var prefix = bytes[..PrefixBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(prefix, Value);
        BinaryPrimitives.WriteInt64LittleEndian(prefix[16..], slot.Value);
        BinaryPrimitives.WriteUInt128LittleEndian(prefix[24..], XxHash128.HashToUInt128(entry.Bytes.Span));
        prefix[40] = outcome.HashMark;

        var envelope = outcome is AppliedOutcome.Answered answered ? answered.Envelope.Span : default;
        if (envelope.Length <= LargestOnStack)
        {
            // Nearly always: hashing what lies together takes a third of the time.
            envelope.CopyTo(bytes[PrefixBytes..]);
            Value = XxHash128.HashToUInt128(bytes[..(PrefixBytes + envelope.Length)]);
            return;
        }

        _hash.Reset();
        _hash.Append(prefix);
        _hash.Append(envelope);

        Value = _hash.GetCurrentHashAsUInt128();
    }
}
