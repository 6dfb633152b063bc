using System.Collections.Immutable;

namespace PaxosGen.Storage;

/// <summary>The latest record of each slot, in pages: slots are dense but for holes, and a log has millions.</summary>
internal sealed class SlotTable
{
    private const int PageSlots = 1024;

    private readonly SortedDictionary<long, RecoveredSlot[]> _pages = [];
    private long _pageNumber = -1;
    private RecoveredSlot[] _page = [];
    private int _count;

    public void Set(RecoveredSlot slot)
    {
        var page = PageOf(slot.Slot);
        ref var place = ref page[slot.Slot.Value % PageSlots];
        _count += place.Slot == Slot.None ? 1 : 0;
        place = slot;
    }

    public void Remove(Slot slot)
    {
        ref var place = ref PageOf(slot)[slot.Value % PageSlots];
        _count -= place.Slot == Slot.None ? 0 : 1;
        place = default;
    }

    /// <summary>All slots, ascending.</summary>
    public ImmutableArray<RecoveredSlot> ToImmutable()
    {
        var slots = ImmutableArray.CreateBuilder<RecoveredSlot>(_count);
        foreach (var page in _pages.Values)
        {
            foreach (var slot in page)
            {
                if (slot.Slot != Slot.None)
                {
                    slots.Add(slot);
                }
            }
        }

        return slots.MoveToImmutable();
    }

    private RecoveredSlot[] PageOf(Slot slot)
    {
        var number = slot.Value / PageSlots;
        if (number != _pageNumber)
        {
            if (!_pages.TryGetValue(number, out var page))
            {
                _pages[number] = page = new RecoveredSlot[PageSlots];
            }

            _page = page;
            _pageNumber = number;
        }

        return _page;
    }
}
