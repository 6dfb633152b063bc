using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>The running result hashes of the last slots that a replica has applied.</summary>
internal sealed class HashHistory
{
    /// <summary>Most slots that are remembered.</summary>
    public const int Limit = 16_384;

    private UInt128[] _values = new UInt128[256];
    private Slot _first = Slot.First;
    private int _count;

    /// <summary>The first slot that is remembered.</summary>
    public Slot First => _first;

    /// <summary>The last one.</summary>
    public Slot Through => _first + (_count - 1);

    /// <summary>The hash at a slot; null where it is not remembered.</summary>
    public UInt128? this[Slot slot] => slot >= _first && slot <= Through ? _values[slot.Value % _values.Length] : null;

    /// <summary>Forgets everything: the state is another one now.</summary>
    public void Clear() => _count = 0;

    /// <summary>The next slots are applied. If some are missing in between, what came before is forgotten.</summary>
    public void Append(Slot first, ReadOnlySpan<UInt128> hashes)
    {
        if (_count == 0 || first != Through.Next)
        {
            (_first, _count) = (first, 0);
        }

        foreach (var hash in hashes)
        {
            MakeRoom();
            _values[(_first + _count).Value % _values.Length] = hash;
            _count++;
        }
    }

    /// <summary>The marks as of a slot that is remembered.</summary>
    public HashMarks MarksAt(Slot slot, ResultHash state) => new(
        Mark(slot), Mark(Floor(slot, HashMarks.NearDistance)), Mark(Floor(slot, HashMarks.FarDistance)), state);

    /// <summary>What is remembered of a stretch of slots.</summary>
    public (Slot First, ImmutableArray<UInt128> Hashes) Of(Slot first, int count)
    {
        var from = Slot.Max(first, _first);
        var hashes = ImmutableArray.CreateBuilder<UInt128>();
        for (var slot = from; slot < first + count && this[slot] is { } hash; slot = slot.Next)
        {
            hashes.Add(hash);
        }

        return (from, hashes.ToImmutable());
    }

    private static Slot Floor(Slot slot, int distance) => new(slot.Value - (slot.Value % distance));

    private ResultHash Mark(Slot slot) => this[slot] is { } hash ? new ResultHash(slot, hash) : default;

    private void MakeRoom()
    {
        if (_count < _values.Length)
        {
            return;
        }

        if (_values.Length == Limit)
        {
            _first = _first.Next;
            _count--;
            return;
        }

        var larger = new UInt128[_values.Length * 2];
        for (var slot = _first; slot <= Through; slot = slot.Next)
        {
            larger[slot.Value % larger.Length] = _values[slot.Value % _values.Length];
        }

        _values = larger;
    }
}
