using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.G321;

public struct Slot
{
    public long Start;
    public int Count;
}

[ReplicatedStateMachine]
public partial class Window
{
    private readonly Slot[] _slots = new Slot[4];
    private readonly List<int> _raw = [0, 0];

    [Command(1)]
    public int Hit(CommandContext context)
    {
        var start = context.Timestamp.ToUnixTimeSeconds() / 10;
        ref var slot = ref _slots[start & 3];
        if (slot.Start != start) slot = new Slot { Start = start };
        slot.Count++;
        foreach (ref var r in CollectionsMarshal.AsSpan(_raw)) r++;
        return Sum(_slots) + _raw[0];
    }

    [Query(2)]
    public int Total()
    {
        var slots = (Slot[])_slots.Clone();
        slots[0].Count += 0;
        var first = _slots[1];
        first.Count = 9;
        return Sum(slots) + first.Count;
    }

    private static int Sum(ReadOnlySpan<Slot> slots)
    {
        var sum = 0;
        foreach (var slot in slots) sum += slot.Count;
        return sum;
    }
}
