namespace PaxosGen.Core;

/// <summary>
/// The slots that a leader has proposed and does not know to be chosen yet, each with the set of its voters: a vote
/// that arrives twice counts once.
/// </summary>
internal sealed class VoteWindow
{
    private InFlight[] _slots = new InFlight[64];
    private int _head;

    public VoteWindow(Slot first)
    {
        First = first;
    }

    /// <summary>The lowest slot that is not chosen.</summary>
    public Slot First { get; private set; }

    /// <summary>The slot that the next proposal gets.</summary>
    public Slot Next => First + Count;

    public int Count { get; private set; }

    /// <summary>Bytes of the entries in flight.</summary>
    public long Bytes { get; private set; }

    public ref InFlight this[Slot slot] => ref _slots[(_head + (int)(slot - First)) & (_slots.Length - 1)];

    public bool Contains(Slot slot) => slot >= First && slot < Next;

    public Slot Add(Entry entry, long now)
    {
        if (Count == _slots.Length)
        {
            var larger = new InFlight[_slots.Length * 2];
            for (var i = 0; i < Count; i++)
            {
                larger[i] = _slots[(_head + i) & (_slots.Length - 1)];
            }

            (_slots, _head) = (larger, 0);
        }

        var slot = Next;
        Count++;
        Bytes += entry.Bytes.Length;
        this[slot] = new InFlight { Entry = entry, ProposedAt = now };
        return slot;
    }

    public void RemoveFirst()
    {
        Invariant.Check(Count > 0);
        Bytes -= this[First].Entry.Bytes.Length;
        this[First] = default;
        _head = (_head + 1) & (_slots.Length - 1);
        Count--;
        First = First.Next;
    }

    internal struct InFlight
    {
        public Entry Entry;

        /// <summary>One bit for each voter, by its index among the voters.</summary>
        public ulong Voters;

        /// <summary>When it was proposed, and first sent to whoever took more.</summary>
        public long ProposedAt;
    }
}
