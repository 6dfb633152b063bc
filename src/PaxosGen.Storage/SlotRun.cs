using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>Consecutive slots; none when <see cref="First"/> is 0.</summary>
internal readonly record struct SlotRun(Slot First, Slot Last)
{
    /// <summary>No slots.</summary>
    public static readonly SlotRun None;

    public bool IsEmpty => First == Slot.None;

    /// <summary>The smallest run that has the slots of both.</summary>
    public SlotRun Union(SlotRun other) =>
        IsEmpty ? other : other.IsEmpty ? this : new SlotRun(Slot.Min(First, other.First), Slot.Max(Last, other.Last));

    /// <summary>Whether any slot is in both.</summary>
    public bool Overlaps(Slot from, Slot through) => !IsEmpty && First <= through && Last >= from;

    /// <summary>The run as the only one of a list.</summary>
    public ImmutableArray<SlotRun> ToRuns() => IsEmpty ? [] : [this];
}
