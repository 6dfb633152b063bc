using System.Buffers.Binary;
using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>
/// Says in a block of its own that a batch was written, and for which slots: when the batch is damaged these are unknown.
/// Without it a torn last batch could not be told from a damaged acknowledged one (Alagappan et al.: Protocol-Aware
/// Recovery for Consensus-Based Storage, FAST '18).
/// </summary>
/// <param name="Header">A copy of the batch's header.</param>
/// <param name="Runs">The slots of the batch.</param>
internal sealed record BatchMarker(BatchHeader Header, ImmutableArray<SlotRun> Runs)
{
    /// <summary>Most runs that a marker has; those beyond are covered by a longer last one.</summary>
    public const int MaxRuns = 128;

    private const ulong Magic = 0x4B52_414D_4247_5850; // "PXGBMARK"
    private const int RunBytes = 16;
    private const int HeaderAt = 16;
    private const int RunsAt = HeaderAt + BatchHeader.Bytes;

    /// <summary>Adds a run to those of a batch being made.</summary>
    public static void Add(List<SlotRun> runs, SlotRun run)
    {
        // Neighbours and, when there are too many, strangers become one: more slots are unknown then, never fewer.
        if (runs.Count > 0 && (runs.Count == MaxRuns || (runs[^1].First <= run.First && run.First <= runs[^1].Last.Next)))
        {
            runs[^1] = runs[^1].Union(run);
        }
        else
        {
            runs.Add(run);
        }
    }

    public static void Write(Span<byte> block, ReadOnlySpan<byte> encodedHeader, List<SlotRun> runs, uint seed)
    {
        block.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(block, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(block[12..], runs.Count);
        encodedHeader[..BatchHeader.Bytes].CopyTo(block[HeaderAt..]);
        for (var i = 0; i < runs.Count; i++)
        {
            BatchHeader.WriteRun(block[(RunsAt + i * RunBytes)..], runs[i]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[8..], Crc32C.Of(seed, block[12..(RunsAt + runs.Count * RunBytes)]));
    }

    /// <summary>Reads the header in a marker, wherever it belongs; false if these bytes are no marker.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> block, uint seed, out BatchHeader header)
    {
        header = default;
        return BinaryPrimitives.ReadUInt64LittleEndian(block) == Magic && BatchHeader.TryRead(block[HeaderAt..], seed, out header);
    }

    /// <summary>Reads the marker that stands at <paramref name="position"/>; null if these bytes are none of this segment.</summary>
    public static BatchMarker? TryRead(ReadOnlySpan<byte> block, uint seed, long segment, long position)
    {
        if (block.Length < WriteAheadLog.BlockBytes || BinaryPrimitives.ReadUInt64LittleEndian(block) != Magic)
        {
            return null;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(block[12..]);
        if (count is < 0 or > MaxRuns
            || BinaryPrimitives.ReadUInt32LittleEndian(block[8..]) != Crc32C.Of(seed, block[12..(RunsAt + count * RunBytes)])
            || !BatchHeader.TryRead(block[HeaderAt..], seed, segment, out var header)
            || header.Offset + header.MarkerDistance != position)
        {
            return null;
        }

        var runs = ImmutableArray.CreateBuilder<SlotRun>(count);
        for (var i = 0; i < count; i++)
        {
            runs.Add(BatchHeader.ReadRun(block[(RunsAt + i * RunBytes)..]));
        }

        return new BatchMarker(header, runs.MoveToImmutable());
    }
}
