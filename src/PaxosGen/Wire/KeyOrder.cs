using System.Buffers;
using System.Buffers.Binary;

namespace PaxosGen.Wire;

/// <summary>
/// The order of the keys of entries by their bytes. Many are sorted by the four bytes after those that all have in common,
/// a byte at a time and the last byte first; then those that agree in the four, in the same way. Few, and what is left
/// after many rounds, are compared.
/// </summary>
internal sealed class KeyOrder(byte[] buffer, SortedEntries.Entry[] entries)
{
    // Where both ways take about as long.
    private const int FewKeys = 96;

    // Keys that become long one by one would make as many rounds as there are keys.
    private const int MaxRounds = 16;

    private Comparison<Place>? _byKey;

    /// <summary>Fills in which entry goes where.</summary>
    /// <exception cref="InvalidOperationException">Two keys are equal.</exception>
    internal void Sort(Span<Place> places)
    {
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new Place(0, i);
        }

        var scratch = ArrayPool<Place>.Shared.Rent(places.Length <= FewKeys ? 0 : places.Length);
        try
        {
            Sort(places, scratch, 0, MaxRounds);
        }
        finally
        {
            ArrayPool<Place>.Shared.Return(scratch);
        }
    }

    /// <summary>Sorts keys that have <paramref name="common"/> bytes in common, or more.</summary>
    private void Sort(Span<Place> places, Span<Place> scratch, int common, int rounds)
    {
        if (places.Length <= FewKeys || rounds == 0)
        {
            SortByComparing(places);
            return;
        }

        common = CommonBytes(places, common);
        var different = FillWindows(places, common);
        if (different == 0)
        {
            // One is another with zeros behind: only comparing tells them apart.
            SortByComparing(places);
            return;
        }

        SortByWindows(places, scratch, different);
        for (int start = 0, end; start < places.Length; start = end)
        {
            end = start + 1;
            while (end < places.Length && places[end].Window == places[start].Window)
            {
                end++;
            }

            if (end - start > 1)
            {
                Sort(places[start..end], scratch, common, rounds - 1);
            }
        }
    }

    private int CommonBytes(ReadOnlySpan<Place> places, int common)
    {
        var shared = KeyOf(places[0]);
        foreach (ref readonly var place in places[1..])
        {
            if (shared.Length == common)
            {
                break;
            }

            shared = shared[..(common + shared[common..].CommonPrefixLength(KeyOf(place)[common..]))];
        }

        return shared.Length;
    }

    /// <summary>Notes the bytes to sort by, and returns the bits in which any two keys differ there.</summary>
    private uint FillWindows(Span<Place> places, int skip)
    {
        var first = WindowOf(entries[places[0].Entry], skip);
        var different = 0u;
        foreach (ref var place in places)
        {
            place = place with { Window = WindowOf(entries[place.Entry], skip) };
            different |= place.Window ^ first;
        }

        return different;
    }

    /// <summary>Four bytes of a key as a number that compares as they do; those behind its end are zero.</summary>
    private uint WindowOf(in SortedEntries.Entry entry, int skip)
    {
        var start = entry.Start + skip;
        var length = entry.KeyEnd - start;
        if (start <= buffer.Length - sizeof(uint))
        {
            var window = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start));
            return length >= sizeof(uint) ? window : window & ~(uint.MaxValue >> (8 * length));
        }

        var padded = 0u;
        for (var i = 0; i < length; i++)
        {
            padded |= (uint)buffer[start + i] << (24 - (8 * i));
        }

        return padded;
    }

    private static void SortByWindows(Span<Place> places, Span<Place> scratch, uint different)
    {
        Span<int> next = stackalloc int[256];
        var from = places;
        var to = scratch[..places.Length];
        for (var shift = 0; shift < 32; shift += 8)
        {
            if ((byte)(different >> shift) == 0)
            {
                continue;
            }

            next.Clear();
            foreach (ref readonly var place in from)
            {
                next[(byte)(place.Window >> shift)]++;
            }

            var sum = 0;
            foreach (ref var start in next)
            {
                (start, sum) = (sum, sum + start);
            }

            foreach (ref readonly var place in from)
            {
                to[next[(byte)(place.Window >> shift)]++] = place;
            }

            var sorted = to;
            to = from;
            from = sorted;
        }

        if (from != places)
        {
            from.CopyTo(places);
        }
    }

    private void SortByComparing(Span<Place> places)
    {
        places.Sort(_byKey ??= Compare);
        for (var i = 1; i < places.Length; i++)
        {
            if (Compare(places[i - 1], places[i]) == 0)
            {
                throw new InvalidOperationException("Two keys of a replicated collection are different to its comparer and equal in their encoding. Compare keys by their values.");
            }
        }
    }

    private int Compare(Place x, Place y) => KeyOf(x).SequenceCompareTo(KeyOf(y));

    private ReadOnlySpan<byte> KeyOf(Place place) => entries[place.Entry].KeyIn(buffer);

    /// <summary>An entry that goes here, and the bytes of its key that are being looked at.</summary>
    internal readonly record struct Place(uint Window, int Entry);
}
