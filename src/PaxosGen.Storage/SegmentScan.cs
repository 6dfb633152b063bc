using System.Collections.Immutable;
using System.Globalization;

namespace PaxosGen.Storage;

/// <summary>
/// Reads the batches of one segment and tells a torn tail from damage. What makes that possible: batches are appended one
/// after the other, each synced before the next; a tail that is cut is overwritten with zeros. So whatever stands before
/// a whole header, a whole marker or another segment was synced, and may have been acknowledged.
/// </summary>
internal sealed class SegmentScan(ReadOnlyMemory<byte> image, uint seed, SegmentHeader header, BatchPlace? before, string path)
{
    private readonly List<BatchPlace> _batches = [];
    private BatchPlace? _before = before;

    /// <summary>The batches found, in order, damaged ones among them.</summary>
    public IReadOnlyList<BatchPlace> Batches => _batches;

    /// <summary>The chain after the last batch.</summary>
    public BatchChain Chain { get; private set; } = header.Previous;

    /// <summary>Where the next batch goes; what stands there in the last segment was never acknowledged.</summary>
    public long End { get; private set; } = WriteAheadLog.BlockBytes;

    /// <summary>The hint of the last batch that says one: hints go down when a restart finds slots damaged.</summary>
    public Slot ChosenThrough { get; private set; } = header.ChosenThrough;

    /// <summary>
    /// The latest batch whose header or marker stands in place of damaged bytes, or where nothing should stand, and does
    /// not belong there. Null when none does.
    /// </summary>
    public StrayBatch? Stray { get; private set; }

    /// <summary>Scans the segment.</summary>
    /// <param name="next">The header of the segment after it; null for the last.</param>
    /// <param name="firstOfNext">The header of that one's first batch, if it can be read.</param>
    /// <exception cref="StoreDamagedException">There were acknowledged batches of which not even the slots can be told.</exception>
    public void Run(SegmentHeader? next, BatchHeader? firstOfNext = null)
    {
        while (NextAnchor(End) is { } anchor)
        {
            if (anchor.Header.Offset > End)
            {
                SkipLost(new BatchChain(anchor.Header.PreviousHash, anchor.Header.Sequence - 1, anchor.Header.PreviousSlots), anchor.Header.Offset, anchor.Header);
            }

            if (anchor.Header.Sequence != Chain.Sequence + 1 || anchor.Header.PreviousHash != Chain.Hash)
            {
                throw Damaged(End, "the batch there does not follow the one before it.");
            }

            if (!TryTake(anchor.Header, isLastSegment: next is null))
            {
                break;
            }
        }

        LookForStrays(End, image.Length);
        if (next is not null)
        {
            SkipLost(next.Previous, End, firstOfNext);
        }
    }

    /// <summary>The bytes of a batch's records.</summary>
    public ReadOnlyMemory<byte> BodyOf(BatchPlace batch) => image.Slice((int)batch.Offset + BatchHeader.Bytes, batch.BodyBytes);

    /// <summary>Takes the batch, whole or damaged; false if it is a torn tail.</summary>
    private bool TryTake(BatchHeader batch, bool isLastSegment)
    {
        var place = new BatchPlace(batch.Offset, batch.BodyBytes, batch.BodyChecksum, batch.Slots, default);
        if (Crc32C.Of(BodyOf(place).Span) != batch.BodyChecksum)
        {
            var marker = MarkerAt(batch.Offset + batch.MarkerDistance);
            if (marker is null && isLastSegment && NextAnchor(batch.End) is null)
            {
                return false;
            }

            LookForStrays(batch.Offset, batch.End);
            place = place with { Unknown = IsRepeated(place) ? [] : marker?.Runs ?? batch.Slots.ToRuns() };
        }
        else
        {
            LookForStrays(batch.Offset + batch.MarkerDistance, batch.End);
        }

        _batches.Add(place);
        _before = place;
        Span<byte> encoded = stackalloc byte[BatchHeader.Bytes];
        batch.WriteTo(encoded, seed);
        Chain = new BatchChain(BatchHeader.HashOf(encoded), batch.Sequence, batch.Slots);
        ChosenThrough = batch.ChosenThrough;
        End = batch.End;
        return true;
    }

    /// <summary>
    /// Whether a damaged batch has the records of the whole one before it: recovery appends the last batch again, and a
    /// crash that tears the repetition must not make slots unknown that are there.
    /// </summary>
    private bool IsRepeated(BatchPlace damaged) =>
        _before is { IsDamaged: false } whole
        && (whole.BodyBytes, whole.BodyChecksum, whole.Slots) == (damaged.BodyBytes, damaged.BodyChecksum, damaged.Slots);

    /// <summary>
    /// Whether a lost batch had the records of the one that follows. After a sync that failed the last batch may be in
    /// memory alone; recovery appends it again, and the power takes the first copy of the two. Its slots are there, and so are
    /// those between them, of which the chain cannot tell that they were not in it.
    /// </summary>
    private bool IsCopied(BatchHeader copy, UInt128 hashOfLost)
    {
        Span<byte> encoded = stackalloc byte[BatchHeader.Bytes];
        var lost = copy with { Segment = header.Number, Offset = End, Sequence = Chain.Sequence + 1, PreviousHash = Chain.Hash, PreviousSlots = Chain.Slots };
        lost.WriteTo(encoded, seed);
        return BatchHeader.HashOf(encoded) == hashOfLost;
    }

    /// <summary>Goes on with the chain as what follows knows it: of one lost batch it knows the slots, of two it does not.</summary>
    private void SkipLost(BatchChain chain, long end, BatchHeader? following)
    {
        switch (chain.Sequence - Chain.Sequence)
        {
            case 0 when chain.Hash == Chain.Hash && end == End:
                break;
            case 1:
                LookForStrays(End, end);
                _before = new BatchPlace(End, 0, 0, chain.Slots, following is { } copy && IsCopied(copy, chain.Hash) ? [] : chain.Slots.ToRuns());
                _batches.Add(_before.Value);
                break;
            case var lost:
                throw Damaged(End, string.Create(CultureInfo.InvariantCulture, $"{lost} acknowledged batches cannot be read, nor their slots be told."));
        }

        Chain = chain;
        End = end;
    }

    /// <summary>The first whole header or marker at or after a position. A marker repeats its batch's header.</summary>
    private (BatchHeader Header, bool IsMarker)? NextAnchor(long from)
    {
        for (var position = from; position + WriteAheadLog.BlockBytes <= image.Length; position += WriteAheadLog.BlockBytes)
        {
            if (BatchHeader.TryRead(image.Span[(int)position..], seed, header.Number, out var found) && found.Offset == position && found.End <= image.Length)
            {
                return (found, false);
            }

            if (MarkerAt(position) is { } marker && marker.Header.Offset >= from)
            {
                return (marker.Header, true);
            }
        }

        return null;
    }

    /// <summary>Looks at blocks that are not what was written there for what was written elsewhere.</summary>
    private void LookForStrays(long from, long to)
    {
        for (var position = from; position + WriteAheadLog.BlockBytes <= to; position += WriteAheadLog.BlockBytes)
        {
            var block = image.Span.Slice((int)position, WriteAheadLog.BlockBytes);
            var isHeader = BatchHeader.TryRead(block, seed, out var found);
            if ((isHeader || BatchMarker.TryReadHeader(block, seed, out found))
                && (found.Segment != header.Number || position != found.Offset + (isHeader ? 0 : found.MarkerDistance))
                && found.Sequence >= (Stray?.Sequence ?? 0))
            {
                Stray = new StrayBatch(path, position, found.Sequence, found.Segment, found.Offset);
            }
        }
    }

    private BatchMarker? MarkerAt(long position) =>
        BatchMarker.TryRead(image.Span.Slice((int)position, WriteAheadLog.BlockBytes), seed, header.Number, position);

    private StoreDamagedException Damaged(long offset, string what) => new(path, offset, $"{what} {StoreDamagedException.NeverVoteAgain}");
}

/// <summary>A batch that was written to a place that is not its own.</summary>
/// <param name="Path">The file.</param>
/// <param name="Position">Where it stands.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Segment">The segment that it belongs to.</param>
/// <param name="Offset">Where it belongs.</param>
internal readonly record struct StrayBatch(string Path, long Position, long Sequence, long Segment, long Offset);
