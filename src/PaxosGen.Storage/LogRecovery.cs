using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>Reads the log of a store that was closed or crashed, and leaves it so that batches can be appended.</summary>
internal sealed class LogRecovery(IDisk disk, LogExtent extent, ClusterId cluster, StoreId store, uint seed)
{
    /// <summary>More damaged slots than a window could ever hold: the ranges themselves are not to be believed.</summary>
    private const int MaxUnknown = 1 << 20;

    private readonly SlotTable _slots = new();
    private StrayBatch? _stray;
    private readonly HashSet<long> _unknown = [];
    private readonly List<RecoveredSlot> _decoded = [];
    private byte[] _image = [];

    /// <summary>The segments, oldest first.</summary>
    public List<Segment> Segments { get; } = [];

    /// <summary>The chain after the last batch.</summary>
    public BatchChain Chain { get; private set; }

    /// <summary>Where in the last segment the next batch goes.</summary>
    public long Position { get; private set; }

    /// <summary>The newest hint; may be above what is stored.</summary>
    public Slot ChosenThrough { get; private set; }

    /// <summary>The highest ballot of any vote.</summary>
    public Ballot HighestVote { get; private set; }

    /// <summary>Bytes in blocks of a torn tail that were overwritten; 0 when the log ended cleanly.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The records of the last batch when nothing proves that it is on the disk; empty otherwise.</summary>
    public ReadOnlyMemory<byte> UnprovenBody { get; private set; }

    /// <summary>The slots of <see cref="UnprovenBody"/>.</summary>
    public List<SlotRun> UnprovenRuns { get; } = [];

    /// <summary>What the log holds above what is truncated: the latest record of each slot.</summary>
    public LogContents Contents =>
        new(_slots.ToImmutable(), [.. _unknown.Order().Select(slot => new Slot(slot))], ChosenThrough, TornBytes);

    /// <summary>Reads all segments.</summary>
    /// <exception cref="StoreDamagedException">Acknowledged bytes are lost and nobody can tell which slots.</exception>
    public void Run()
    {
        DeleteLeftovers();
        var headers = new List<SegmentHeader>();
        for (var number = extent.FirstSegment; number <= extent.LastSegment; number++)
        {
            headers.Add(ReadHeader(number));
        }

        for (var i = 0; i < headers.Count; i++)
        {
            Scan(headers[i], i + 1 < headers.Count ? headers[i + 1] : null);
        }

        ChosenThrough = Slot.Max(ChosenThrough, extent.TruncatedThrough);
    }

    /// <summary>
    /// A crash can leave segments that were being made or deleted. They hold nothing that was acknowledged: a segment
    /// gets its first batch after the extent names it, and is deleted after the extent does not any more.
    /// </summary>
    private void DeleteLeftovers()
    {
        var names = disk.List();
        foreach (var name in names)
        {
            var isUnfinished = name.EndsWith(SegmentSpace.UnfinishedSuffix, StringComparison.Ordinal);
            var isOutside = SegmentHeader.TryParseFileName(name, out var number) && (number < extent.FirstSegment || number > extent.LastSegment);
            if (isUnfinished || isOutside)
            {
                disk.Delete(name);
            }
        }
    }

    private SegmentHeader ReadHeader(long number)
    {
        var name = SegmentHeader.FileName(number);
        if (!disk.Exists(name))
        {
            throw new StoreDamagedException(disk.PathOf(name), 0, $"the file is missing. {StoreDamagedException.NeverVoteAgain}");
        }

        using var file = disk.Open(name);
        var block = new byte[WriteAheadLog.BlockBytes];
        var header = SegmentHeader.Read(block.AsSpan(0, file.Read(block, 0)), disk.PathOf(name), number, cluster, store);
        return file.Length >= header.Length && header.Length is > 0 and <= int.MaxValue
            ? header
            : throw new StoreDamagedException(disk.PathOf(name), file.Length, $"the file was {header.Length} bytes long. {StoreDamagedException.NeverVoteAgain}");
    }

    private void Scan(SegmentHeader header, SegmentHeader? next)
    {
        var name = SegmentHeader.FileName(header.Number);
        using var file = disk.Open(name);
        if (_image.Length < header.Length)
        {
            _image = GC.AllocateUninitializedArray<byte>((int)header.Length);
        }

        var image = _image.AsMemory(0, file.Read(_image.AsSpan(0, (int)header.Length), 0));
        BatchPlace? before = Segments.Count > 0 && Segments[^1].Batches.Count > 0 ? Segments[^1].Batches[^1] : null;
        var scan = new SegmentScan(image, seed, header, before, disk.PathOf(name));
        scan.Run(next, next is null ? null : FirstBatch(next));

        var segment = new Segment(header.Number, header.Length);
        foreach (var batch in scan.Batches)
        {
            segment.Add(batch);
            Take(batch, scan, disk.PathOf(name), isLast: next is null && batch == scan.Batches[^1]);
        }

        Segments.Add(segment);
        Chain = scan.Chain;
        Position = scan.End;
        ChosenThrough = scan.ChosenThrough;
        _stray = scan.Stray is { } stray && stray.Sequence >= (_stray?.Sequence ?? 0) ? stray : _stray;
        if (next is null)
        {
            RefuseIfMisdirected();
            Cut(file, image.Span, scan.End);
        }
    }

    private BatchHeader? FirstBatch(SegmentHeader segment)
    {
        using var file = disk.Open(SegmentHeader.FileName(segment.Number));
        Span<byte> bytes = stackalloc byte[BatchHeader.Bytes];
        var count = file.Read(bytes, WriteAheadLog.BlockBytes);
        return BatchHeader.TryRead(bytes[..count], seed, segment.Number, out var found) ? found : null;
    }

    private void Take(BatchPlace batch, SegmentScan scan, string path, bool isLast)
    {
        if (batch.IsDamaged)
        {
            foreach (var run in batch.Unknown)
            {
                Forget(run, path, batch.Offset);
            }

            return;
        }

        // A copy, since the entries are views on it and live as long as their slots.
        ReadOnlyMemory<byte> body = scan.BodyOf(batch).ToArray();
        _decoded.Clear();
        try
        {
            RecordCodec.Read(body, _decoded);
        }
        catch (WireFormatException e)
        {
            throw new StoreDamagedException(path, batch.Offset, $"the batch is whole but no records of this format: {e.Message} Run the build that wrote it.");
        }

        foreach (var slot in _decoded)
        {
            HighestVote = slot.Ballot > HighestVote ? slot.Ballot : HighestVote;
            if (slot.Slot > extent.TruncatedThrough)
            {
                _slots.Set(slot);
                _unknown.Remove(slot.Slot.Value);
            }

            if (isLast)
            {
                BatchMarker.Add(UnprovenRuns, new SlotRun(slot.Slot, slot.Slot));
            }
        }

        if (isLast)
        {
            UnprovenBody = body;
        }
    }

    private void Forget(SlotRun run, string path, long offset)
    {
        var first = Slot.Max(run.First, extent.TruncatedThrough.Next);
        if (run.Last - first >= MaxUnknown || _unknown.Count > MaxUnknown)
        {
            throw new StoreDamagedException(path, offset, $"it may have held any of the slots {first} to {run.Last}. {StoreDamagedException.NeverVoteAgain}");
        }

        for (var slot = first; slot <= run.Last; slot = slot.Next)
        {
            // An older record of the slot must not speak for it: the damaged one was a later vote, maybe a chosen value.
            _slots.Remove(slot);
            _unknown.Add(slot.Value);
        }
    }

    /// <summary>
    /// A batch that stands elsewhere and that the log ends before was synced, and its own place says nothing of it. One
    /// that the log goes beyond is missed there already, and its slots are unknown.
    /// </summary>
    private void RefuseIfMisdirected()
    {
        if (_stray is { } stray && stray.Sequence > Chain.Sequence)
        {
            var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a batch stands there that was to be written at offset {stray.Offset} of segment {stray.Segment}");
            throw new StoreDamagedException(stray.Path, stray.Position, $"{place}, and may have been acknowledged. {StoreDamagedException.NeverVoteAgain}");
        }
    }

    /// <summary>
    /// Overwrites a torn tail with zeros. Otherwise its last blocks would stand behind the next batch, and be taken for
    /// proof that it was acknowledged.
    /// </summary>
    private void Cut(IDiskFile file, ReadOnlySpan<byte> image, long end)
    {
        var zeros = new byte[WriteAheadLog.BlockBytes];
        for (var position = (int)end; position < image.Length; position += WriteAheadLog.BlockBytes)
        {
            var block = image.Slice(position, Math.Min(WriteAheadLog.BlockBytes, image.Length - position));
            if (block.ContainsAnyExcept((byte)0))
            {
                file.Write(zeros.AsSpan(0, block.Length), position);
                TornBytes += block.Length;
            }
        }

        // Always: what was read may be in memory only, and from here on is answered for.
        file.Sync();
    }
}

/// <summary>What the log holds.</summary>
/// <param name="Slots">Known slots above what is truncated, ascending.</param>
/// <param name="Unknown">Damaged slots above what is truncated, ascending.</param>
/// <param name="ChosenThrough">The hint; may be above what is stored.</param>
/// <param name="TornBytes">Bytes of a torn tail that were cut off.</param>
internal sealed record LogContents(ImmutableArray<RecoveredSlot> Slots, ImmutableArray<Slot> Unknown, Slot ChosenThrough, long TornBytes);
