using PaxosGen.Core;

namespace PaxosGen.Server.Applying;

/// <summary>
/// The calls of one session that took effect and are not acknowledged, ascending by number: a queue in an array, since
/// calls come nearly in order and leave in order. Takes memory for the calls that it holds, not for the numbers they
/// span: a client cannot make it large by leaving gaps.
/// </summary>
internal sealed class KeptCalls
{
    private const int FirstCapacity = 4;

    private KeptCall[] _calls = [];
    private int _head;

    public int Count { get; private set; }

    public ReadOnlySpan<KeptCall> AsSpan() => _calls.AsSpan(_head, Count);

    public bool TryFind(long sequence, out KeptCall call)
    {
        var index = IndexOf(sequence);
        call = index >= 0 ? _calls[_head + index] : default;
        return index >= 0;
    }

    /// <summary>Adds a call that is not there yet. In order it costs O(1); out of order it moves the later ones.</summary>
    public void Add(in KeptCall call)
    {
        var index = ~IndexOf(call.Sequence);
        Invariant.Check(index >= 0);
        MakeRoom();
        var at = _head + index;
        Array.Copy(_calls, at, _calls, at + 1, Count - index);
        _calls[at] = call;
        Count++;
    }

    /// <summary>Forgets the calls below <paramref name="sequence"/>.</summary>
    public void DropBelow(long sequence)
    {
        while (Count > 0 && _calls[_head].Sequence < sequence)
        {
            _calls[_head] = default;
            _head++;
            Count--;
        }

        if (Count == 0)
        {
            _head = 0;
        }
    }

    private int IndexOf(long sequence)
    {
        if (Count == 0 || _calls[_head + Count - 1].Sequence < sequence)
        {
            return ~Count;
        }

        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = _calls[_head + middle].Sequence;
            if (found == sequence)
            {
                return middle;
            }

            if (found < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    // Moving down is worth it only when it frees half of the array: then each call is moved O(1) times on average.
    private void MakeRoom()
    {
        if (_head + Count < _calls.Length)
        {
            return;
        }

        var target = _head > _calls.Length / 2 ? _calls : new KeptCall[Math.Max(FirstCapacity, _calls.Length * 2)];
        Array.Copy(_calls, _head, target, 0, Count);
        if (target == _calls)
        {
            Array.Clear(_calls, Count, _head);
        }

        _calls = target;
        _head = 0;
    }
}
