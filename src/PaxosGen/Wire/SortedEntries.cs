using System.Buffers;

namespace PaxosGen.Wire;

/// <summary>
/// Orders the entries of a hash table by the bytes of their keys after they have been written: their order in the table
/// depends on its history.
/// </summary>
internal ref struct SortedEntries : IDisposable
{
    private readonly CanonicalWriter _writer;
    private readonly int _count;
    private readonly int _start;
    private readonly Entry[] _entries;
    private int _added;
    private int _keyEnd;
    private bool _isAscending = true;

    internal SortedEntries(CanonicalWriter writer, int count)
    {
        _writer = writer;
        _count = count;
        _start = writer.Length;
        _entries = ArrayPool<Entry>.Shared.Rent(count);
    }

    internal static T NotNullKey<T>(T? key)
        => key is not null ? key : throw new InvalidOperationException("A replicated set or priority queue contains null, which has no encoding. Remove it, or keep it in a field of its own.");

    internal void EndKey() => _keyEnd = _writer.Length;

    internal void EndEntry(bool isPresent)
    {
        var entry = new Entry(_start, _keyEnd, _writer.Length, isPresent);
        if (_added > 0)
        {
            ref readonly var previous = ref _entries[_added - 1];
            entry = entry with { Start = previous.End };

            // While both keys are at hand: nothing is left to do for a table that is filled in order and never loses a key.
            _isAscending = _isAscending && previous.KeyIn(_writer.Buffer).SequenceCompareTo(entry.KeyIn(_writer.Buffer)) < 0;
        }

        _entries[_added++] = entry;
    }

    /// <summary>Puts the entries in order, and their presence into the bitmap, unless that is negative: then there is none.</summary>
    internal readonly void Sort(int bitmap)
    {
        if (!_isAscending)
        {
            SortByKeys(bitmap);
        }
        else if (bitmap >= 0)
        {
            for (var i = 0; i < _count; i++)
            {
                SetBit(bitmap, i, _entries[i]);
            }
        }
    }

    public readonly void Dispose() => ArrayPool<Entry>.Shared.Return(_entries);

    private readonly void SortByKeys(int bitmap)
    {
        var length = _writer.Length - _start;
        var places = ArrayPool<KeyOrder.Place>.Shared.Rent(_count);
        var scratch = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var order = places.AsSpan(0, _count);
            new KeyOrder(_writer.Buffer, _entries).Sort(order);
            var position = 0;
            for (var i = 0; i < order.Length; i++)
            {
                ref readonly var entry = ref _entries[order[i].Entry];
                _writer.Buffer.AsSpan(entry.Start, entry.End - entry.Start).CopyTo(scratch.AsSpan(position));
                position += entry.End - entry.Start;
                SetBit(bitmap, i, entry);
            }

            scratch.AsSpan(0, length).CopyTo(_writer.Buffer.AsSpan(_start));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
            ArrayPool<KeyOrder.Place>.Shared.Return(places);
        }
    }

    private readonly void SetBit(int bitmap, int index, in Entry entry)
    {
        if (bitmap >= 0 && entry.IsPresent)
        {
            _writer.SetBit(bitmap, index);
        }
    }

    /// <summary>Where an entry starts, its key ends and it ends, and whether its value is not null.</summary>
    internal readonly record struct Entry(int Start, int KeyEnd, int End, bool IsPresent)
    {
        internal ReadOnlySpan<byte> KeyIn(byte[] buffer) => buffer.AsSpan(Start, KeyEnd - Start);
    }
}
