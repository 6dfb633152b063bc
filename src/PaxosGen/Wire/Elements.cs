namespace PaxosGen.Wire;

/// <summary>The elements of everything that is encoded as a list without a comparer: kind, count, presence bitmap if elements may be null, elements.</summary>
internal static class Elements<T, TCodec>
    where TCodec : struct, ICodec<T>
{
    internal static void Write(CanonicalWriter writer, ReadOnlySpan<T> values)
    {
        var bitmap = Begin(writer, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            WriteElement(writer, bitmap, i, values[i]);
        }

        writer.Leave();
    }

    /// <summary>Writes what has no span. The type of the enumerator is known, so nothing is boxed and no call is virtual.</summary>
    internal static void Write<TEnumerator>(CanonicalWriter writer, int count, TEnumerator values)
        where TEnumerator : IEnumerator<T>
    {
        var bitmap = Begin(writer, count);
        try
        {
            for (var i = 0; values.MoveNext(); i++)
            {
                WriteElement(writer, bitmap, i, values.Current);
            }
        }
        finally
        {
            values.Dispose();
        }

        writer.Leave();
    }

    internal static List<T> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        reader.Expect(TCodec.Kind);
        List<T> values;
        if (default(T) is null)
        {
            var count = reader.ReadBitmapCount();
            var bitmap = reader.ReadBitmap(count);
            values = new List<T>(Math.Min(count, CanonicalReader.MaxPreallocated));
            for (var i = 0; i < count; i++)
            {
                values.Add(CanonicalReader.IsSet(bitmap, i) ? TCodec.Read(ref reader) : default!);
            }
        }
        else
        {
            var count = reader.ReadCount(TCodec.MinSize);
            values = new List<T>(Math.Min(count, CanonicalReader.MaxPreallocated));
            for (var i = 0; i < count; i++)
            {
                values.Add(TCodec.Read(ref reader));
            }
        }

        reader.Leave();
        return values;
    }

    private static int Begin(CanonicalWriter writer, int count)
    {
        writer.Enter();
        writer.WriteByte((byte)TCodec.Kind);
        writer.WriteVarUInt((ulong)count);
        return default(T) is null ? writer.ReserveBitmap(count) : -1;
    }

    private static void WriteElement(CanonicalWriter writer, int bitmap, int index, T value)
    {
        if (default(T) is not null)
        {
            TCodec.Write(writer, value);
        }
        else if (value is not null)
        {
            writer.SetBit(bitmap, index);
            TCodec.Write(writer, value);
        }
    }
}
