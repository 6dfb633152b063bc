using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PaxosGen.Storage;

/// <summary>Collects the latest entries of a stretch of slots from batches on disk.</summary>
internal sealed class ChosenReader(IDisk disk, Slot from, Slot through)
{
    private readonly Entry[] _entries = new Entry[Math.Max(0, through - from + 1)];
    private readonly List<RecoveredSlot> _decoded = [];

    /// <summary>Reads the batches, oldest first; later records replace earlier ones.</summary>
    public ImmutableArray<Entry> Read(List<(long Segment, BatchPlace Batch)> places)
    {
        foreach (var segment in places.GroupBy(place => place.Segment))
        {
            var name = SegmentHeader.FileName(segment.Key);
            using var file = disk.Open(name);
            foreach (var (_, batch) in segment)
            {
                if (batch.IsDamaged)
                {
                    Forget(batch);
                }
                else
                {
                    Take(file, batch, disk.PathOf(name));
                }
            }
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].IsNone)
            {
                throw new InvalidOperationException($"Slot {from + i} is not in the log: truncated, unknown or never written.");
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(_entries);
    }

    private void Forget(BatchPlace batch)
    {
        foreach (var run in batch.Unknown)
        {
            for (var slot = Slot.Max(run.First, from); slot <= Slot.Min(run.Last, through); slot = slot.Next)
            {
                _entries[slot - from] = default;
            }
        }
    }

    private void Take(IDiskFile file, BatchPlace batch, string path)
    {
        var body = new byte[batch.BodyBytes];
        if (file.Read(body, batch.Offset + BatchHeader.Bytes) != body.Length || Crc32C.Of(body) != batch.BodyChecksum)
        {
            throw new StoreDamagedException(path, batch.Offset, "a batch that was whole when the store was opened. Restart the replica: its slots will be learned again.");
        }

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
