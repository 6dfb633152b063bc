namespace PaxosGen.Wire;

/// <summary>
/// The entries of everything that is encoded as a map: comparer, key kind, value kind, count, presence bitmap if values may
/// be null, entries.
/// </summary>
internal static class Entries<TKey, TValue, TKeyCodec, TValueCodec>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <summary>Writes the entries of a hash table, in the order of their keys' bytes.</summary>
    internal static void WriteHashed<TEnumerator>(CanonicalWriter writer, byte comparer, int count, TEnumerator entries)
        where TEnumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        var bitmap = Begin(writer, comparer, count);
        using var sorted = new SortedEntries(writer, count);
        try
        {
            while (entries.MoveNext())
            {
                var (key, value) = entries.Current;
                TKeyCodec.Write(writer, key);
                sorted.EndKey();
                if (value is not null)
                {
                    TValueCodec.Write(writer, value);
                }

                sorted.EndEntry(isPresent: value is not null);
            }
        }
        finally
        {
            entries.Dispose();
        }

        sorted.Sort(bitmap);
        writer.Leave();
    }

    /// <summary>Writes entries in the order in which they come.</summary>
    internal static void WriteInOrder<TEnumerator>(CanonicalWriter writer, byte comparer, int count, TEnumerator entries)
        where TEnumerator : IEnumerator<KeyValuePair<TKey, TValue>>
    {
        var bitmap = Begin(writer, comparer, count);
        try
        {
            for (var i = 0; entries.MoveNext(); i++)
            {
                WriteEntry(writer, bitmap, i, entries.Current.Key, entries.Current.Value);
            }
        }
        finally
        {
            entries.Dispose();
        }

        writer.Leave();
    }

    internal static int Begin(CanonicalWriter writer, byte comparer, int count)
    {
        writer.Enter();
        writer.WriteByte(comparer);
        writer.WriteByte((byte)TKeyCodec.Kind);
        writer.WriteByte((byte)TValueCodec.Kind);
        writer.WriteVarUInt((ulong)count);
        return default(TValue) is null ? writer.ReserveBitmap(count) : -1;
    }

    internal static void WriteEntry(CanonicalWriter writer, int bitmap, int index, TKey key, TValue value)
    {
        TKeyCodec.Write(writer, key);
        if (default(TValue) is not null)
        {
            TValueCodec.Write(writer, value);
        }
        else if (value is not null)
        {
            writer.SetBit(bitmap, index);
            TValueCodec.Write(writer, value);
        }
    }

    /// <summary>Reads what <see cref="WriteHashed"/> has written.</summary>
    internal static Dictionary<TKey, TValue> ReadHashed(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadEqualityComparer<TKey>(ref reader);
        var bitmap = ReadHeader(ref reader, out var count);
        var entries = new Dictionary<TKey, TValue>(Math.Min(count, CanonicalReader.MaxPreallocatedHashed), comparer);
        var previous = ReadOnlySpan<byte>.Empty;
        try
        {
            for (var i = 0; i < count; i++)
            {
                var start = reader.Position;
                var key = TKeyCodec.Read(ref reader);
                reader.ExpectAscending(ref previous, start);
                if (!entries.TryAdd(key, ReadValue(ref reader, bitmap, i)))
                {
                    throw reader.Malformed("a dictionary contains a key twice");
                }
            }
        }
        catch (Exception error) when (Keys.IsOfKeys(error))
        {
            throw Keys.Incomparable(ref reader, error);
        }

        reader.Leave();
        return entries;
    }

    /// <summary>Reads the entries of a sorted collection: each key is above the one before it.</summary>
    internal static List<KeyValuePair<TKey, TValue>> ReadSorted(ref CanonicalReader reader, out IComparer<TKey> comparer)
    {
        reader.Enter();
        comparer = ComparerCode.ReadComparer<TKey>(ref reader);
        var entries = ReadInOrder(ref reader);
        try
        {
            for (var i = 1; i < entries.Count; i++)
            {
                if (comparer.Compare(entries[i - 1].Key, entries[i].Key) >= 0)
                {
                    throw reader.Malformed("a sorted dictionary is out of order");
                }
            }
        }
        catch (Exception error) when (Keys.IsOfKeys(error))
        {
            throw Keys.Incomparable(ref reader, error);
        }

        reader.Leave();
        return entries;
    }

    /// <summary>Reads kinds, count and entries as they come.</summary>
    internal static List<KeyValuePair<TKey, TValue>> ReadInOrder(ref CanonicalReader reader)
    {
        var bitmap = ReadHeader(ref reader, out var count);
        var entries = new List<KeyValuePair<TKey, TValue>>(Math.Min(count, CanonicalReader.MaxPreallocated));
        for (var i = 0; i < count; i++)
        {
            var key = TKeyCodec.Read(ref reader);
            entries.Add(KeyValuePair.Create(key, ReadValue(ref reader, bitmap, i)));
        }

        return entries;
    }

    private static ReadOnlySpan<byte> ReadHeader(ref CanonicalReader reader, out int count)
    {
        reader.Expect(TKeyCodec.Kind);
        reader.Expect(TValueCodec.Kind);
        count = reader.ReadCount(TKeyCodec.MinSize + (default(TValue) is null ? 0 : TValueCodec.MinSize));
        return default(TValue) is null ? reader.ReadBitmap(count) : default;
    }

    private static TValue ReadValue(ref CanonicalReader reader, scoped ReadOnlySpan<byte> bitmap, int index)
        => default(TValue) is not null || CanonicalReader.IsSet(bitmap, index) ? TValueCodec.Read(ref reader) : default!;
}
