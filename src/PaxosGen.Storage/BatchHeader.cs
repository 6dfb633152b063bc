using System.Buffers.Binary;
using System.IO.Hashing;

namespace PaxosGen.Storage;

/// <summary>
/// What stands before the records of a batch, and again in its marker. Segment, offset and sequence find misdirected
/// writes; the previous batch's hash makes a chain in which no old bytes fit; its slots tell what is unknown should that
/// batch be lost altogether.
/// </summary>
internal readonly record struct BatchHeader
{
    /// <summary>Encoded length.</summary>
    public const int Bytes = 128;

    private const ulong Magic = 0x4843_5441_4247_5850; // "PXGBATCH"

    public required long Segment { get; init; }

    public required long Offset { get; init; }

    /// <summary>Number of the batch in the life of the store, from 1.</summary>
    public required long Sequence { get; init; }

    public required int BodyBytes { get; init; }

    public required uint BodyChecksum { get; init; }

    public required UInt128 PreviousHash { get; init; }

    /// <summary>From the lowest to the highest slot of the batch.</summary>
    public required SlotRun Slots { get; init; }

    public required SlotRun PreviousSlots { get; init; }

    /// <summary>Slots up to here are known to be chosen, with what the log holds as of this batch.</summary>
    public required Slot ChosenThrough { get; init; }

    /// <summary>Bytes from the start of the batch to its marker: whole blocks, so that no write touches a block with acknowledged data.</summary>
    public long MarkerDistance => AlignUp((long)Bytes + BodyBytes);

    /// <summary>Where the next batch starts.</summary>
    public long End => Offset + MarkerDistance + WriteAheadLog.BlockBytes;

    public static long AlignUp(long length) => (length + WriteAheadLog.BlockBytes - 1) / WriteAheadLog.BlockBytes * WriteAheadLog.BlockBytes;

    /// <summary>Identifies the batch in the chain; covers the body by its checksum.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> encodedHeader) => XxHash128.HashToUInt128(encodedHeader[..Bytes]);

    public void WriteTo(Span<byte> bytes, uint seed)
    {
        bytes[..Bytes].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], BodyChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Segment);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Sequence);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], BodyBytes);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes[48..], PreviousHash);
        WriteRun(bytes[64..], Slots);
        WriteRun(bytes[80..], PreviousSlots);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[96..], ChosenThrough.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32C.Of(seed, bytes[12..Bytes]));
    }

    /// <summary>Reads a header of this segment; false if these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint seed, long segment, out BatchHeader header) =>
        TryRead(bytes, seed, out header) && header.Segment == segment;

    /// <summary>Reads a header of any segment; false if these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint seed, out BatchHeader header)
    {
        header = default;
        if (bytes.Length < Bytes
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Crc32C.Of(seed, bytes[12..Bytes]))
        {
            return false;
        }

        header = new BatchHeader
        {
            BodyChecksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            Segment = BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            Offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BodyBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[40..]),
            PreviousHash = BinaryPrimitives.ReadUInt128LittleEndian(bytes[48..]),
            Slots = ReadRun(bytes[64..]),
            PreviousSlots = ReadRun(bytes[80..]),
            ChosenThrough = new Slot(BinaryPrimitives.ReadInt64LittleEndian(bytes[96..])),
        };
        return header.BodyBytes >= 0;
    }

    public static void WriteRun(Span<byte> bytes, SlotRun run)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, run.First.Value);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], run.Last.Value);
    }

    public static SlotRun ReadRun(ReadOnlySpan<byte> bytes) =>
        new(new Slot(BinaryPrimitives.ReadInt64LittleEndian(bytes)), new Slot(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..])));
}
