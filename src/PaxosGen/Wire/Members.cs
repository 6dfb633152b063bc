namespace PaxosGen.Wire;

/// <summary>The elements of sets: comparer, element kind, count, elements.</summary>
internal static class Members<T, TCodec>
    where TCodec : struct, ICodec<T>
{
    /// <summary>Writes the elements of a hash table, in the order of their bytes.</summary>
    internal static void WriteHashed<TEnumerator>(CanonicalWriter writer, byte comparer, int count, TEnumerator elements)
        where TEnumerator : IEnumerator<T>
    {
        Begin(writer, comparer, count);
        using var sorted = new SortedEntries(writer, count);
        try
        {
            while (elements.MoveNext())
            {
                TCodec.Write(writer, SortedEntries.NotNullKey(elements.Current));
                sorted.EndKey();
                sorted.EndEntry(isPresent: true);
            }
        }
        finally
        {
            elements.Dispose();
        }

        sorted.Sort(bitmap: -1);
        writer.Leave();
    }

    /// <summary>Writes elements in the order in which they come.</summary>
    internal static void WriteInOrder<TEnumerator>(CanonicalWriter writer, byte comparer, int count, TEnumerator elements)
        where TEnumerator : IEnumerator<T>
    {
        Begin(writer, comparer, count);
        try
        {
            while (elements.MoveNext())
            {
                TCodec.Write(writer, SortedEntries.NotNullKey(elements.Current));
            }
        }
        finally
        {
            elements.Dispose();
        }

        writer.Leave();
    }

    /// <summary>Reads what <see cref="WriteHashed"/> has written.</summary>
    internal static HashSet<T> ReadHashed(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadEqualityComparer<T>(ref reader);
        reader.Expect(TCodec.Kind);
        var count = reader.ReadCount(TCodec.MinSize);
        var elements = new HashSet<T>(Math.Min(count, CanonicalReader.MaxPreallocatedHashed), comparer);
        var previous = ReadOnlySpan<byte>.Empty;
        try
        {
            for (var i = 0; i < count; i++)
            {
                var start = reader.Position;
                var element = TCodec.Read(ref reader);
                reader.ExpectAscending(ref previous, start);
                if (!elements.Add(element))
                {
                    throw reader.Malformed("a set contains an element twice");
                }
            }
        }
        catch (Exception error) when (Keys.IsOfKeys(error))
        {
            throw Keys.Incomparable(ref reader, error);
        }

        reader.Leave();
        return elements;
    }

    /// <summary>Reads the elements of a sorted set: each is above the one before it.</summary>
    internal static List<T> ReadSorted(ref CanonicalReader reader, out IComparer<T> comparer)
    {
        reader.Enter();
        comparer = ComparerCode.ReadComparer<T>(ref reader);
        reader.Expect(TCodec.Kind);
        var count = reader.ReadCount(TCodec.MinSize);
        var elements = new List<T>(Math.Min(count, CanonicalReader.MaxPreallocated));
        try
        {
            for (var i = 0; i < count; i++)
            {
                elements.Add(TCodec.Read(ref reader));
                if (i > 0 && comparer.Compare(elements[i - 1], elements[i]) >= 0)
                {
                    throw reader.Malformed("a sorted set is out of order");
                }
            }
        }
        catch (Exception error) when (Keys.IsOfKeys(error))
        {
            throw Keys.Incomparable(ref reader, error);
        }

        reader.Leave();
        return elements;
    }

    private static void Begin(CanonicalWriter writer, byte comparer, int count)
    {
        writer.Enter();
        writer.WriteByte(comparer);
        writer.WriteByte((byte)TCodec.Kind);
        writer.WriteVarUInt((ulong)count);
    }
}
