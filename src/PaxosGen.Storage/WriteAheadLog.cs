using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PaxosGen.Storage;

/// <summary>
/// The votes and chosen values of one store, in segments of preallocated space. What a call of <see cref="Append"/> was
/// given is one batch and durable when it returns. docs/decisions/002 tells the layout and why.
/// </summary>
/// <remarks>For one thread, but for <see cref="ReadChosen"/> and <see cref="Pin"/>, which any thread may call.</remarks>
public sealed class WriteAheadLog : IDisposable
{
    /// <summary>What batches and markers are aligned to, so that no write touches a block with acknowledged data.</summary>
    internal const int BlockBytes = 4096;

    /// <summary>A buffer that one huge batch has grown beyond this is let go.</summary>
    private const int MaxKeptBuffer = 16 << 20;

    /// <summary>More than a batch usually takes; see <see cref="Reserve"/>.</summary>
    private const int ReservedBytes = 8 << 20;

    private static readonly byte[] Zeros = new byte[2 * BlockBytes];

    private readonly FailStopDisk _disk;
    private readonly PromisedFile _promised;
    private readonly LogExtent _extent;
    private readonly ClusterId _cluster;
    private readonly StoreId _store;
    private readonly uint _seed;
    private readonly int _segmentBytes;
    private readonly List<SlotRun> _runs = [];
    private CanonicalWriter _writer = new(BlockBytes * 4);
    private SegmentWriter? _active;
    private SegmentSpace? _spare;
    private BatchChain _chain;
    private Slot _chosenThrough;
    private Slot _writtenChosenThrough;
    private bool _isClosed;

    // What readers on other threads see.
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments;
    private readonly List<LogPin> _pins = [];

    private WriteAheadLog(FailStopDisk disk, PromisedFile promised, LogExtent extent, StoreIdentity identity, int segmentBytes, LogRecovery found)
    {
        _disk = disk;
        _promised = promised;
        _extent = extent;
        _cluster = identity.Cluster;
        _store = identity.Store;
        _seed = identity.ChecksumSeed;
        _segmentBytes = segmentBytes;
        _segments = found.Segments;
        _chain = found.Chain;
        _active = _segments.Count > 0 ? SegmentWriter.Open(disk, _segments[^1], found.Position) : null;
        _chosenThrough = _writtenChosenThrough = found.ChosenThrough;
    }

    /// <summary>The highest ballot promised; durable.</summary>
    public Ballot Promised => _promised.Ballot;

    /// <summary>Slots up to here are in the snapshot only; durable.</summary>
    public Slot TruncatedThrough => _extent.TruncatedThrough;

    /// <summary>Recovers the log of a store.</summary>
    internal static WriteAheadLog Open(FailStopDisk disk, PromisedFile promised, LogExtent extent, StoreIdentity identity, int segmentBytes, out LogContents contents)
    {
        var recovery = new LogRecovery(disk, extent, identity.Cluster, identity.Store, identity.ChecksumSeed);
        recovery.Run();
        promised.Raise(recovery.HighestVote);
        var log = new WriteAheadLog(disk, promised, extent, identity, segmentBytes, recovery);
        try
        {
            log.Repeat(recovery.UnprovenBody.Span, recovery.UnprovenRuns);
        }
        catch
        {
            log.Dispose();
            throw;
        }

        contents = recovery.Contents;
        return log;
    }

    /// <summary>
    /// Goes on from what recovery made of the hint. When slots below it are unknown it goes down, and the next batches say
    /// so: the replica may vote anew on slots above, and an old hint must not make chosen values of these votes.
    /// </summary>
    internal void ResumeAt(Slot chosenThrough) => _chosenThrough = chosenThrough;

    /// <summary>
    /// Writes records as one batch and syncs it. A ballot goes to its own file first. <see cref="LogRecord.ChosenThrough"/>
    /// alone is kept in memory and goes with the next batch.
    /// </summary>
    /// <exception cref="DiskFullException">Nothing of these records was written. Ballots alone still can be, but for the first of an epoch.</exception>
    /// <exception cref="DiskFailedException">Nobody knows what was written; every later call throws too.</exception>
    public void Append(IReadOnlyList<LogRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ThrowIfUnusable();
        if (_chosenThrough > _writtenChosenThrough && RecordCodec.HighestEpoch(records) > _promised.Ballot.Epoch)
        {
            WriteHint();
        }

        var promised = _promised.Ballot;
        var chosenThrough = _chosenThrough;
        Begin();
        for (var i = 0; i < records.Count; i++)
        {
            switch (records[i])
            {
                case LogRecord.Promised record:
                    promised = Max(promised, record.Ballot);
                    break;
                case LogRecord.ChosenThrough record:
                    chosenThrough = Slot.Max(chosenThrough, record.Slot);
                    break;
                case LogRecord.Vote { Entries.Length: > 0 } record:
                    promised = Max(promised, record.Ballot);
                    RecordCodec.Write(_writer, record);
                    BatchMarker.Add(_runs, new SlotRun(record.FirstSlot, record.FirstSlot + (record.Entries.Length - 1)));
                    break;
                case LogRecord.Chosen { Entries.Length: > 0 } record:
                    RecordCodec.Write(_writer, record);
                    BatchMarker.Add(_runs, new SlotRun(record.FirstSlot, record.FirstSlot + (record.Entries.Length - 1)));
                    break;
            }
        }

        var hasRecords = _runs.Count > 0;
        if (hasRecords)
        {
            // Before the ballot is raised: a full disk must leave nothing of these records behind.
            MakeRoom();
        }

        // Before the votes: should the crash come in between, a promise too many is safe and a vote without it is not.
        _promised.Raise(promised);
        if (hasRecords)
        {
            WriteBatch(chosenThrough);
        }

        _chosenThrough = chosenThrough;
    }

    /// <summary>
    /// Takes the space of the next segment before it is needed: so it is known that the disk is full while nothing waits to be
    /// written yet, and ballots can still be promised.
    /// </summary>
    /// <exception cref="DiskFullException">There is none. Batches still go where there is room for them.</exception>
    public void Reserve()
    {
        ThrowIfUnusable();
        if (_spare is null && _active?.HasRoom(Math.Min(ReservedBytes, _segmentBytes / 4)) != true)
        {
            _spare = SegmentSpace.Take(_disk, _extent.LastSegment + 1, _segmentBytes);
        }
    }

    /// <summary>
    /// Forgets slots up to <paramref name="through"/>, which a snapshot holds: first durably says so, then deletes the
    /// segments that hold no other slots and are not pinned. A crash in between leaves files that the next start deletes.
    /// </summary>
    public void Truncate(Slot through)
    {
        ThrowIfUnusable();
        through = Slot.Max(through, TruncatedThrough);
        var count = CountDeletable(through);
        if (count == 0 && through == TruncatedThrough)
        {
            return;
        }

        var first = _extent.FirstSegment;
        _extent.Write(through, first + count, _extent.LastSegment);

        // What is in a snapshot is chosen.
        _chosenThrough = Slot.Max(_chosenThrough, through);
        for (var number = first; number < first + count; number++)
        {
            _disk.Delete(SegmentHeader.FileName(number));
        }

        if (count > 0)
        {
            _disk.SyncFolder();
        }
    }

    /// <summary>Keeps the files that hold <paramref name="from"/> and later slots until disposed. Thread-safe.</summary>
    public IDisposable Pin(Slot from)
    {
        lock (_gate)
        {
            var pin = new LogPin(from, Unpin);
            _pins.Add(pin);
            return pin;
        }
    }

    /// <summary>
    /// Reads the entries of these slots from the files, as last appended; the caller knows them to be chosen. Holds them all in
    /// memory, so ask for stretches. Thread-safe; to read several stretches, <see cref="Pin"/> the first slot.
    /// </summary>
    /// <param name="from">The first slot.</param>
    /// <param name="through">The last slot.</param>
    /// <param name="entries">Where they go; what it held is gone, also when this throws.</param>
    /// <exception cref="InvalidOperationException">A slot is not there, or unknown.</exception>
    /// <exception cref="StoreDamagedException">A record that was whole when the store was opened is damaged now.</exception>
    public void ReadChosen(Slot from, Slot through, ChosenEntries entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Slot.First);
        List<(long Segment, BatchPlace Batch)> places = [];
        using var pin = new LogPin(from, Unpin);
        lock (_gate)
        {
            _pins.Add(pin);
            foreach (var segment in _segments.Where(segment => segment.Slots.Overlaps(from, through)))
            {
                places.AddRange(segment.Batches.Where(batch => batch.Slots.Overlaps(from, through)).Select(batch => (segment.Number, batch)));
            }
        }

        entries.Read(_disk, from, through, places);
    }

    /// <summary>Writes the newest hint, which costs nothing but time if it fails, and closes the files.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        Begin();
        if (_chosenThrough > _writtenChosenThrough && !_disk.HasFailed && _active is not null && _active.HasRoom(BatchBytes))
        {
            try
            {
                WriteBatch(_chosenThrough);
            }
            catch (Exception e) when (e is DiskFailedException or PowerFailedException)
            {
                // The hint may lag after a crash, and nothing else is in this batch.
            }
        }

        _active?.Dispose();
        _spare?.Dispose();
    }

    /// <summary>Bytes that the buffer takes as a batch, its marker with it.</summary>
    private long BatchBytes => BatchHeader.AlignUp(_writer.Length) + BlockBytes;

    private static Ballot Max(Ballot a, Ballot b) => a > b ? a : b;

    /// <summary>
    /// Makes the hint durable by itself, before a promise in a new epoch. Who gives one knows the epoch before to have ended.
    /// Were that lost in a crash, the replica would come back to an epoch in which it may vote no more; were it lost on all,
    /// nobody could say any more how that epoch ended.
    /// </summary>
    private void WriteHint()
    {
        Begin();
        MakeRoom();
        if (_chosenThrough > _writtenChosenThrough)
        {
            WriteBatch(_chosenThrough);
        }
    }

    /// <summary>
    /// Appends the last batch of an earlier life once more. It may be in memory only, its pages marked as clean by a sync
    /// that failed; what is recovered is answered for, so it is not trusted.
    /// </summary>
    private void Repeat(ReadOnlySpan<byte> body, List<SlotRun> runs)
    {
        if (!body.IsEmpty)
        {
            Begin();
            _writer.WriteRaw(body);
            _runs.AddRange(runs);
            MakeRoom();
            WriteBatch(_chosenThrough);
        }
    }

    /// <summary>Clears the buffer and leaves room for the header.</summary>
    private void Begin()
    {
        if (_writer.Length > MaxKeptBuffer)
        {
            _writer = new CanonicalWriter(BlockBytes * 4);
        }

        _runs.Clear();
        _writer.Clear();
        _writer.WriteRaw(Zeros.AsSpan(0, BatchHeader.Bytes));
    }

    /// <summary>Makes sure that the segment has room for what is in the buffer, with a new one if need be.</summary>
    private void MakeRoom()
    {
        if (_active is not null && _active.HasRoom(BatchBytes))
        {
            return;
        }

        // A batch is never split, so that it is there or not as a whole: a huge one gets a segment of its own size.
        var length = Math.Max(_segmentBytes, BlockBytes + BatchBytes);
        Invariant.Check(length <= int.MaxValue);
        var space = _spare is { } spare && spare.Length >= length ? spare : TakeInstead(length);
        _spare = null;
        var header = new SegmentHeader
        {
            Cluster = _cluster,
            Store = _store,
            Number = _extent.LastSegment + 1,
            Length = space.Length,
            Previous = _chain,
            TruncatedThrough = TruncatedThrough,
            ChosenThrough = _chosenThrough,
        };
        var segment = SegmentWriter.Create(_disk, header, space);

        // Only now may batches go into it: from here on a missing or damaged segment of this number is a loss.
        _extent.Write(TruncatedThrough, _extent.FirstSegment, segment.Number);
        _active?.Dispose();
        _active = segment;
        _writtenChosenThrough = _chosenThrough;
        lock (_gate)
        {
            _segments.Add(new Segment(segment.Number, segment.Length));
        }
    }

    private SegmentSpace TakeInstead(long length)
    {
        _spare?.Dispose();
        _spare = null;
        return SegmentSpace.Take(_disk, _extent.LastSegment + 1, length);
    }

    /// <summary>Writes the buffer as a batch with its marker, syncs, and shows it to readers.</summary>
    private void WriteBatch(Slot chosenThrough)
    {
        var segment = _active!;
        var slots = SlotRun.None;
        foreach (var run in _runs)
        {
            slots = slots.Union(run);
        }

        var bodyBytes = _writer.Length - BatchHeader.Bytes;
        var header = new BatchHeader
        {
            Segment = segment.Number,
            Offset = segment.Position,
            Sequence = _chain.Sequence + 1,
            BodyBytes = bodyBytes,
            BodyChecksum = Crc32C.Of(_writer.WrittenSpan[BatchHeader.Bytes..]),
            PreviousHash = _chain.Hash,
            Slots = slots,
            PreviousSlots = _chain.Slots,
            ChosenThrough = chosenThrough,
        };
        _writer.WriteRaw(Zeros.AsSpan(0, (int)(header.MarkerDistance - _writer.Length) + BlockBytes));

        // The writer's own buffer, which nobody else has: header and marker need the checksum of what is in it.
        var batch = MemoryMarshal.AsMemory(_writer.WrittenMemory).Span;
        header.WriteTo(batch, _seed);
        BatchMarker.Write(batch[(int)header.MarkerDistance..], batch, _runs, _seed);

        segment.Write(batch);
        _chain = new BatchChain(BatchHeader.HashOf(batch), header.Sequence, slots);
        Invariant.Check(segment.Position == header.End);
        _writtenChosenThrough = chosenThrough;
        lock (_gate)
        {
            _segments[^1].Add(new BatchPlace(header.Offset, bodyBytes, header.BodyChecksum, slots, default));
        }
    }

    private int CountDeletable(Slot through)
    {
        lock (_gate)
        {
            foreach (var pin in _pins)
            {
                through = Slot.Min(through, pin.From.Previous);
            }

            // Oldest first, since the chain starts at the oldest; never the one being written.
            var count = 0;
            while (count < _segments.Count - 1 && _segments[count].Slots.Last <= through)
            {
                count++;
            }

            _segments.RemoveRange(0, count);
            return count;
        }
    }

    private void Unpin(LogPin pin)
    {
        lock (_gate)
        {
            _pins.Remove(pin);
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _disk.ThrowIfFailed();
    }
}
