using System.Buffers.Binary;
using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>What a power cut may have left of a batch that was being written.</summary>
public enum Tear
{
    /// <summary>Blocks of anything.</summary>
    Garbage,

    /// <summary>A header, and not all of its records.</summary>
    HalfBatch,

    /// <summary>Not even a header.</summary>
    HalfHeader,
}

/// <summary>Writes what is left of a batch behind the last whole one of a dead replica's log: nothing that was acknowledged is touched.</summary>
internal static class TornTail
{
    private const int BodyBytes = 9000;

    public static void Write(string folder, Tear tear, Random random)
    {
        var path = Directory.GetFiles(folder, "*.log").Order(StringComparer.Ordinal).Last();
        var image = File.ReadAllBytes(path);
        var (header, seed) = Header(path, image);
        var scan = new SegmentScan(image, seed, header, before: null, path);
        scan.Run(next: null);

        using var file = File.OpenWrite(path);
        file.Position = scan.End;
        file.Write(Bytes(header, scan, tear, seed, random));
        file.Flush(flushToDisk: true);
    }

    private static byte[] Bytes(SegmentHeader segment, SegmentScan scan, Tear tear, uint seed, Random random)
    {
        var bytes = new byte[BatchHeader.Bytes + BodyBytes];
        random.NextBytes(bytes);
        if (tear == Tear.Garbage)
        {
            return bytes;
        }

        var slot = scan.Chain.Slots.Last.Next;
        new BatchHeader
        {
            Segment = segment.Number,
            Offset = scan.End,
            Sequence = scan.Chain.Sequence + 1,
            BodyBytes = BodyBytes,
            BodyChecksum = Crc32C.Of(bytes.AsSpan(BatchHeader.Bytes)),
            PreviousHash = scan.Chain.Hash,
            Slots = new SlotRun(slot, slot),
            PreviousSlots = scan.Chain.Slots,
            ChosenThrough = scan.ChosenThrough,
        }.WriteTo(bytes, seed);
        return bytes[..(tear == Tear.HalfBatch ? BodyBytes / 2 : BatchHeader.Bytes / 2)];
    }

    private static (SegmentHeader Header, uint Seed) Header(string path, byte[] image)
    {
        // Magic and version, then whose segment it is.
        var reader = new CanonicalReader(image);
        reader.ReadFixed64();
        reader.ReadFixed32();
        var (cluster, store) = (new ClusterId(reader.ReadFixed128()), new StoreId(reader.ReadFixed128()));
        Assert.True(SegmentHeader.TryParseFileName(Path.GetFileName(path), out var number), path);
        Span<byte> storeBytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(storeBytes, store.Value);
        return (SegmentHeader.Read(image, path, number, cluster, store), Crc32C.Of(storeBytes));
    }
}
