namespace PaxosGen.Core;

/// <summary>What an acceptor holds for one slot; empty where it has not voted and learned nothing.</summary>
/// <param name="Ballot">The ballot of the vote; none when learned as chosen.</param>
/// <param name="Entry">The value; <see cref="Entry.IsNone"/> where there is none.</param>
/// <param name="IsChosen">Whether it was learned as chosen, rather than voted for.</param>
internal readonly record struct SlotState(Ballot Ballot, Entry Entry, bool IsChosen);

/// <summary>
/// The log above <see cref="TruncatedThrough"/>, with holes: acceptors vote out of order. Kept in pages, so that a
/// replica far behind can vote on new slots without room for all that lies between.
/// </summary>
internal sealed class SlotLog
{
    private const int PageSize = 256;

    private readonly Dictionary<long, SlotState[]> _pages = [];
    private long _lastNumber = -1;
    private SlotState[] _lastPage = [];

    public SlotLog(Slot truncatedThrough)
    {
        TruncatedThrough = truncatedThrough;
        Highest = truncatedThrough;
    }

    /// <summary>Slots up to here are not in the log any more.</summary>
    public Slot TruncatedThrough { get; private set; }

    /// <summary>Bytes of the entries that are held.</summary>
    public long Bytes { get; private set; }

    /// <summary>The highest slot that ever held something; at least <see cref="TruncatedThrough"/>.</summary>
    public Slot Highest { get; private set; }

    public SlotState this[Slot slot]
    {
        get => slot > TruncatedThrough && Page(slot.Value / PageSize) is { } page ? page[slot.Value % PageSize] : default;
        set
        {
            Invariant.Check(slot > TruncatedThrough);
            var number = slot.Value / PageSize;
            if (Page(number) is not { } page)
            {
                page = new SlotState[PageSize];
                _pages.Add(number, page);
                (_lastNumber, _lastPage) = (number, page);
            }

            ref var state = ref page[slot.Value % PageSize];
            Bytes += value.Entry.Bytes.Length - state.Entry.Bytes.Length;
            state = value;
            Highest = Slot.Max(Highest, slot);
        }
    }

    /// <summary>The slots from <paramref name="first"/> on that hold something, ascending.</summary>
    public IEnumerable<Slot> From(Slot first)
    {
        var slot = Slot.Max(first, TruncatedThrough.Next);
        while (slot <= Highest)
        {
            if (Page(slot.Value / PageSize) is null)
            {
                slot = new Slot((slot.Value / PageSize + 1) * PageSize);
                continue;
            }

            if (!this[slot].Entry.IsNone)
            {
                yield return slot;
            }

            slot = slot.Next;
        }
    }

    /// <summary>Forgets what a slot holds.</summary>
    public void Remove(Slot slot)
    {
        if (slot > TruncatedThrough && Page(slot.Value / PageSize) is { } page)
        {
            ref var state = ref page[slot.Value % PageSize];
            Bytes -= state.Entry.Bytes.Length;
            state = default;
        }
    }

    public void Truncate(Slot through)
    {
        Invariant.Check(through >= TruncatedThrough);
        var firstKept = (through.Value + 1) / PageSize;
        for (var number = (TruncatedThrough.Value + 1) / PageSize; number < firstKept; number++)
        {
            if (_pages.Remove(number, out var gone))
            {
                Bytes -= BytesOf(gone);
            }
        }

        if (Page(firstKept) is { } page)
        {
            var cleared = page.AsSpan(0, (int)((through.Value + 1) % PageSize));
            Bytes -= BytesOf(cleared);
            cleared.Clear();
        }

        TruncatedThrough = through;
        Highest = Slot.Max(Highest, through);
        _lastNumber = -1;
    }

    private static long BytesOf(ReadOnlySpan<SlotState> states)
    {
        var bytes = 0L;
        foreach (ref readonly var state in states)
        {
            bytes += state.Entry.Bytes.Length;
        }

        return bytes;
    }

    private SlotState[]? Page(long number)
    {
        if (number == _lastNumber)
        {
            return _lastPage;
        }

        if (!_pages.TryGetValue(number, out var page))
        {
            return null;
        }

        (_lastNumber, _lastPage) = (number, page);
        return page;
    }
}
