using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>A segment of the log and where its durable batches are. Guarded by the log's gate.</summary>
internal sealed class Segment(long number, long length)
{
    public long Number { get; } = number;

    public long Length { get; } = length;

    /// <summary>The batches, oldest first; only synced ones.</summary>
    public List<BatchPlace> Batches { get; } = [];

    /// <summary>From the lowest to the highest slot of all batches.</summary>
    public SlotRun Slots { get; private set; }

    public void Add(BatchPlace batch)
    {
        Batches.Add(batch);
        Slots = Slots.Union(batch.Slots);
    }
}

/// <summary>Where a batch is.</summary>
/// <param name="Offset">Its offset in the segment.</param>
/// <param name="BodyBytes">The length of its records.</param>
/// <param name="BodyChecksum">Their checksum.</param>
/// <param name="Slots">From its lowest to its highest slot.</param>
/// <param name="Unknown">Its slots if it is damaged; default otherwise.</param>
internal readonly record struct BatchPlace(long Offset, int BodyBytes, uint BodyChecksum, SlotRun Slots, ImmutableArray<SlotRun> Unknown)
{
    public bool IsDamaged => !Unknown.IsDefault;
}
