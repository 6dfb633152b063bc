using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <content>What messages are made of.</content>
public static partial class PeerMessageCodec
{
    private static void WriteEntries(CanonicalWriter writer, ImmutableArray<Entry> entries)
    {
        writer.WriteVarUInt((ulong)entries.Length);
        foreach (var entry in entries)
        {
            writer.WriteLengthPrefixed(entry.Bytes.Span);
        }
    }

    private static ImmutableArray<Entry> ReadEntries(ref CanonicalReader reader, ReadOnlyMemory<byte> bytes)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>(ReadCount(ref reader, MinEntryBytes));
        for (var left = entries.Capacity; left > 0; left--)
        {
            entries.Add(ReadEntry(ref reader, bytes));
        }

        return entries.MoveToImmutable();
    }

    private static void WriteHashes(CanonicalWriter writer, ImmutableArray<UInt128> hashes)
    {
        writer.WriteVarUInt((ulong)hashes.Length);
        foreach (var hash in hashes)
        {
            writer.WriteFixed128(hash);
        }
    }

    private static ImmutableArray<UInt128> ReadHashes(ref CanonicalReader reader)
    {
        var hashes = ImmutableArray.CreateBuilder<UInt128>(ReadCount(ref reader, HashBytes));
        for (var left = hashes.Capacity; left > 0; left--)
        {
            hashes.Add(reader.ReadFixed128());
        }

        return hashes.MoveToImmutable();
    }

    private static void WriteMarks(CanonicalWriter writer, in HashMarks marks)
    {
        WriteHash(writer, marks.Newest);
        WriteHash(writer, marks.Near);
        WriteHash(writer, marks.Far);
        WriteHash(writer, marks.State);
    }

    private static HashMarks ReadMarks(ref CanonicalReader reader) => new(ReadHash(ref reader), ReadHash(ref reader), ReadHash(ref reader), ReadHash(ref reader));

    private static void WriteHash(CanonicalWriter writer, ResultHash hash)
    {
        WriteSlot(writer, hash.Slot);
        writer.WriteFixed128(hash.Value);
    }

    private static ResultHash ReadHash(ref CanonicalReader reader) => new(ReadSlot(ref reader), reader.ReadFixed128());

    private static Entry ReadEntry(ref CanonicalReader reader, ReadOnlyMemory<byte> bytes) => new(ReadBytes(ref reader, bytes));

    private static ReadOnlyMemory<byte> ReadBytes(ref CanonicalReader reader, ReadOnlyMemory<byte> bytes)
    {
        var length = reader.ReadLengthPrefixed().Length;
        return bytes.Slice(reader.Position - length, length);
    }

    // The count is believed only as far as the bytes that are left can hold it.
    private static int ReadCount(ref CanonicalReader reader, int minElementBytes)
    {
        var count = reader.ReadVarUInt(int.MaxValue);
        return count <= (ulong)(reader.Remaining / minElementBytes)
            ? (int)count
            : throw new WireFormatException($"{count} elements in {reader.Remaining} bytes.");
    }

    private static void WriteBallot(CanonicalWriter writer, Ballot ballot)
    {
        writer.WriteVarUInt((ulong)ballot.Epoch.Value);
        writer.WriteVarUInt((ulong)ballot.Round);
        writer.WriteVarUInt((ulong)ballot.Replica.Value);
    }

    private static Ballot ReadBallot(ref CanonicalReader reader) =>
        new(new Epoch(ReadLong(ref reader)), ReadLong(ref reader), new ReplicaId(ReadInt(ref reader)));

    private static void WriteSlot(CanonicalWriter writer, Slot slot) => writer.WriteVarUInt((ulong)slot.Value);

    private static Slot ReadSlot(ref CanonicalReader reader) => new(ReadLong(ref reader));

    private static long ReadLong(ref CanonicalReader reader) => (long)reader.ReadVarUInt(long.MaxValue);

    private static int ReadInt(ref CanonicalReader reader) => (int)reader.ReadVarUInt(int.MaxValue);

    private static void WriteBool(CanonicalWriter writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    private static bool ReadBool(ref CanonicalReader reader) => reader.ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw new WireFormatException($"{other} is no truth value."),
    };
}
