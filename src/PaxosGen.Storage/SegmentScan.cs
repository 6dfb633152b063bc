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

    /// <summary>Scans the segment.</summary>
    /// <param name="next">The header of the segment after it; null for the last.</param>
    /// <exception cref="StoreDamagedException">There were acknowledged batches of which not even the slots can be told.</exception>
    public void Run(SegmentHeader? next)
    {
        while (NextAnchor(End) is { } anchor)
        {
            if (anchor.Header.Offset > End)
            {
                SkipLost(new BatchChain(anchor.Header.PreviousHash, anchor.Header.Sequence - 1, anchor.Header.PreviousSlots), anchor.Header.Offset);
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

        if (next is not null)
        {
            SkipLost(next.Previous, End);
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

            place = place with { Unknown = IsRepeated(place) ? [] : marker?.Runs ?? batch.Slots.ToRuns() };
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

    /// <summary>Goes on with the chain as what follows knows it: of one lost batch it knows the slots, of two it does not.</summary>
    private void SkipLost(BatchChain chain, long end)
    {
        switch (chain.Sequence - Chain.Sequence)
        {
            case 0 when chain.Hash == Chain.Hash && end == End:
                break;
            case 1:
                _before = new BatchPlace(End, 0, 0, chain.Slots, chain.Slots.ToRuns());
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

    private BatchMarker? MarkerAt(long position) =>
        BatchMarker.TryRead(image.Span.Slice((int)position, WriteAheadLog.BlockBytes), seed, header.Number, position);

    private StoreDamagedException Damaged(long offset, string what) => new(path, offset, $"{what} {StoreDamagedException.NeverVoteAgain}");
}
