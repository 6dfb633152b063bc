using System.Buffers;
using System.Buffers.Binary;

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
        var start = _added == 0 ? _start : _entries[_added - 1].End;
        _entries[_added++] = new Entry(PrefixOf(_writer.Buffer.AsSpan(start, _keyEnd - start)), start, _keyEnd, _writer.Length, isPresent);
    }

    internal readonly void Sort()
    {
        var entries = _entries.AsSpan(0, _count);
        var buffer = _writer.Buffer;
        var order = new ByKey(buffer);
        if (IsAscending(entries, order))
        {
            return;
        }

        entries.Sort(order);
        for (var i = 1; i < entries.Length; i++)
        {
            if (order.Compare(entries[i - 1], entries[i]) == 0)
            {
                throw new InvalidOperationException("Two keys of a replicated collection are different to its comparer and equal in their encoding. Compare keys by their values.");
            }
        }

        var length = _writer.Length - _start;
        var scratch = ArrayPool<byte>.Shared.Rent(length);
        var position = 0;
        foreach (var entry in entries)
        {
            buffer.AsSpan(entry.Start, entry.End - entry.Start).CopyTo(scratch.AsSpan(position));
            position += entry.End - entry.Start;
        }

        scratch.AsSpan(0, length).CopyTo(buffer.AsSpan(_start));
        ArrayPool<byte>.Shared.Return(scratch);
    }

    internal readonly void FillBitmap(int bitmap)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].IsPresent)
            {
                _writer.SetBit(bitmap, i);
            }
        }
    }

    public readonly void Dispose() => ArrayPool<Entry>.Shared.Return(_entries);

    private static bool IsAscending(ReadOnlySpan<Entry> entries, ByKey order)
    {
        for (var i = 1; i < entries.Length; i++)
        {
            if (order.Compare(entries[i - 1], entries[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    // The first eight bytes as a number that compares as they do: nearly always enough to tell two keys apart.
    private static ulong PrefixOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        }

        Span<byte> padded = stackalloc byte[sizeof(ulong)];
        padded.Clear();
        key.CopyTo(padded);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    private readonly record struct Entry(ulong Prefix, int Start, int KeyEnd, int End, bool IsPresent);

    private readonly struct ByKey(byte[] buffer) : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y) => x.Prefix != y.Prefix
            ? x.Prefix < y.Prefix ? -1 : 1
            : buffer.AsSpan(x.Start, x.KeyEnd - x.Start).SequenceCompareTo(buffer.AsSpan(y.Start, y.KeyEnd - y.Start));
    }
}
