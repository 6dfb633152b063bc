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

    /// <summary>How the name of a segment ends that is being made.</summary>
    internal const string UnfinishedSuffix = ".new";

    /// <summary>
    /// Zeros written ahead of the batches, in the same sync: the first write to preallocated space costs a change of
    /// metadata, so that 8 KiB and sync took 1.6 times as long without (docs/decisions/002).
    /// </summary>
    private const int ZeroedAhead = 256 << 10;

    /// <summary>A buffer that one huge batch has grown beyond this is let go.</summary>
    private const int MaxKeptBuffer = 16 << 20;

    private static readonly byte[] Zeros = new byte[ZeroedAhead];

    private readonly FailStopDisk _disk;
    private readonly PromisedFile _promised;
    private readonly LogExtent _extent;
    private readonly ClusterId _cluster;
    private readonly StoreId _store;
    private readonly uint _seed;
    private readonly int _segmentBytes;
    private readonly List<SlotRun> _runs = [];
    private CanonicalWriter _writer = new(BlockBytes * 4);
    private IDiskFile? _file;
    private long _position;
    private long _zeroedThrough;
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
        _position = _zeroedThrough = found.Position;
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
        if (recovery.Segments.Count > 0)
        {
            log._file = disk.Open(SegmentHeader.FileName(recovery.Segments[^1].Number));
        }

        if (!recovery.UnprovenBody.IsEmpty)
        {
            // The last batch may be in memory only, marked as clean by a sync that failed in an earlier life. What is
            // recovered is answered for, so it is appended once more rather than trusted.
            log.Begin();
            log._writer.WriteRaw(recovery.UnprovenBody.Span);
            log._runs.AddRange(recovery.UnprovenRuns);
            log.MakeRoom();
            log.WriteBatch(log._chosenThrough);
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
    /// <exception cref="DiskFullException">Nothing of these records was written. Ballots alone still can be.</exception>
    /// <exception cref="DiskFailedException">Nobody knows what was written; every later call throws too.</exception>
    public void Append(IReadOnlyList<LogRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        ThrowIfUnusable();
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
        var pin = new LogPin(this, from);
        lock (_gate)
        {
            _pins.Add(pin);
        }

        return pin;
    }

    /// <summary>
    /// The entries of these slots from the files, as last appended; the caller knows them to be chosen. Holds them all in
    /// memory, so ask for stretches. Thread-safe beside appends; beside <see cref="Truncate"/> only under a <see cref="Pin"/>
    /// of <paramref name="from"/> or less.
    /// </summary>
    /// <exception cref="InvalidOperationException">A slot is not there, or unknown.</exception>
    /// <exception cref="StoreDamagedException">A record that was whole when the store was opened is damaged now.</exception>
    public ImmutableArray<Entry> ReadChosen(Slot from, Slot through)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Slot.First);
        List<(long Segment, BatchPlace Batch)> places = [];
        lock (_gate)
        {
            foreach (var segment in _segments.Where(segment => segment.Slots.Overlaps(from, through)))
            {
                places.AddRange(segment.Batches.Where(batch => batch.Slots.Overlaps(from, through)).Select(batch => (segment.Number, batch)));
            }
        }

        return new ChosenReader(_disk, from, through).Read(places);
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
        if (_chosenThrough > _writtenChosenThrough && !_disk.HasFailed && HasRoom())
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

        _file?.Dispose();
    }

    private static Ballot Max(Ballot a, Ballot b) => a > b ? a : b;

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

    private bool HasRoom() => _file is not null && _position + BatchHeader.AlignUp(_writer.Length) + BlockBytes <= _segments[^1].Length;

    /// <summary>Makes sure that the segment has room for what is in the buffer, with a new one if need be.</summary>
    private void MakeRoom()
    {
        if (HasRoom())
        {
            return;
        }

        // A batch is never split, so that it is there or not as a whole: a huge one gets a segment of its own size.
        var length = Math.Max(_segmentBytes, 2 * BlockBytes + BatchHeader.AlignUp(_writer.Length));
        Invariant.Check(length <= int.MaxValue);
        var number = _extent.LastSegment + 1;
        var header = new SegmentHeader
        {
            Cluster = _cluster,
            Store = _store,
            Number = number,
            Length = length,
            Previous = _chain,
            TruncatedThrough = TruncatedThrough,
            ChosenThrough = _chosenThrough,
        };
        var file = CreateSegment(header);
        _file?.Dispose();
        _file = file;
        _position = _zeroedThrough = BlockBytes;
        _writtenChosenThrough = _chosenThrough;
        lock (_gate)
        {
            _segments.Add(new Segment(number, length));
        }
    }

    private IDiskFile CreateSegment(SegmentHeader header)
    {
        var name = SegmentHeader.FileName(header.Number);
        var unfinished = name + UnfinishedSuffix;
        if (_disk.Exists(unfinished))
        {
            _disk.Delete(unfinished);
        }

        IDiskFile? file = null;
        try
        {
            file = _disk.Create(unfinished);
            file.Preallocate(header.Length);
        }
        catch (DiskFullException)
        {
            file?.Dispose();
            if (file is not null)
            {
                _disk.Delete(unfinished);
            }

            throw;
        }

        file.Write(header.Encode(), 0);
        file.Sync();
        _disk.Rename(unfinished, name);
        _disk.SyncFolder();

        // Only now may batches go into it: from here on a missing or damaged segment of this number is a loss.
        _extent.Write(TruncatedThrough, _extent.FirstSegment, header.Number);
        return file;
    }

    /// <summary>Writes the buffer as a batch with its marker, syncs, and shows it to readers.</summary>
    private void WriteBatch(Slot chosenThrough)
    {
        var slots = SlotRun.None;
        foreach (var run in _runs)
        {
            slots = slots.Union(run);
        }

        var bodyBytes = _writer.Length - BatchHeader.Bytes;
        var header = new BatchHeader
        {
            Segment = _extent.LastSegment,
            Offset = _position,
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

        var file = _file!;
        file.Write(batch, _position);
        ZeroAhead(file, header.End);
        file.Sync();

        _chain = new BatchChain(BatchHeader.HashOf(batch), header.Sequence, slots);
        _position = header.End;
        _writtenChosenThrough = chosenThrough;
        lock (_gate)
        {
            _segments[^1].Add(new BatchPlace(header.Offset, bodyBytes, header.BodyChecksum, slots, default));
        }
    }

    private void ZeroAhead(IDiskFile file, long end)
    {
        if (end > _zeroedThrough)
        {
            var count = (int)Math.Min(ZeroedAhead, _segments[^1].Length - end);
            file.Write(Zeros.AsSpan(0, count), end);
            _zeroedThrough = end + count;
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

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        _disk.ThrowIfFailed();
    }

    private sealed class LogPin(WriteAheadLog log, Slot from) : IDisposable
    {
        public Slot From => from;

        public void Dispose()
        {
            lock (log._gate)
            {
                log._pins.Remove(this);
            }
        }
    }
}
