namespace PaxosGen.Storage;

/// <summary>
/// The entries of a stretch of slots, collected from batches on disk into memory that the next stretch takes over: who
/// reads a whole log leaves no garbage for each of its entries.
/// </summary>
/// <remarks>For one thread. Both the span and the bytes of its entries are valid until the next stretch is read.</remarks>
public sealed class ChosenEntries
{
    /// <summary>Memory beyond this is not kept for the next stretch.</summary>
    private const int MaxKeptBytes = 4 << 20;

    private readonly List<RecoveredSlot> _decoded = [];
    private Entry[] _entries = [];
    private byte[] _bytes = [];
    private int _count;
    private int _used;

    /// <summary>The entries read last, in order of slots.</summary>
    public ReadOnlySpan<Entry> Span => _entries.AsSpan(0, _count);

    /// <summary>Lets the entries go, and what memory is too much to be kept for the next stretch.</summary>
    public void Clear() => Clear(0);

    /// <summary>Reads the batches, oldest first; later records replace earlier ones.</summary>
    internal void Read(IDisk disk, Slot from, Slot through, List<(long Segment, BatchPlace Batch)> places)
    {
        Clear((int)Math.Max(0, through - from + 1));
        foreach (var segment in places.GroupBy(place => place.Segment))
        {
            var name = SegmentHeader.FileName(segment.Key);
            using var file = disk.Open(name);
            foreach (var (_, batch) in segment)
            {
                if (batch.IsDamaged)
                {
                    Forget(batch, from, through);
                }
                else
                {
                    Take(ReadBody(file, batch, disk.PathOf(name)), from, through);
                }
            }
        }

        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].IsNone)
            {
                throw new InvalidOperationException($"Slot {from + i} is not in the log: truncated, unknown or never written.");
            }
        }
    }

    private void Clear(int count)
    {
        if (_entries.Length < count)
        {
            _entries = new Entry[count];
        }

        Array.Clear(_entries);
        (_count, _used) = (count, 0);
        if (_bytes.Length > MaxKeptBytes)
        {
            _bytes = [];
        }
    }

    private void Forget(BatchPlace batch, Slot from, Slot through)
    {
        foreach (var run in batch.Unknown)
        {
            for (var slot = Slot.Max(run.First, from); slot <= Slot.Min(run.Last, through); slot = slot.Next)
            {
                _entries[slot - from] = default;
            }
        }
    }

    private ReadOnlyMemory<byte> ReadBody(IDiskFile file, BatchPlace batch, string path)
    {
        if (_bytes.Length - _used < batch.BodyBytes)
        {
            // Entries of this stretch go on holding the array of before.
            (_bytes, _used) = (GC.AllocateUninitializedArray<byte>(Math.Max(batch.BodyBytes, Math.Min(2 * _bytes.Length, MaxKeptBytes))), 0);
        }

        var body = _bytes.AsMemory(_used, batch.BodyBytes);
        if (file.Read(body.Span, batch.Offset + BatchHeader.Bytes) != body.Length || Crc32C.Of(body.Span) != batch.BodyChecksum)
        {
            throw new StoreDamagedException(path, batch.Offset, "a batch that was whole when the store was opened. Restart the replica: its slots will be learned again.");
        }

        _used += body.Length;
        return body;
    }

    private void Take(ReadOnlyMemory<byte> body, Slot from, Slot through)
    {
        _decoded.Clear();
        RecordCodec.Read(body, _decoded);
        foreach (var slot in _decoded)
        {
            if (slot.Slot >= from && slot.Slot <= through)
            {
                _entries[slot.Slot - from] = slot.Entry;
            }
        }
    }
}
