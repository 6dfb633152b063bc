using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a set: comparer, element kind, count, elements in the order of their bytes.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct HashSetCodec<T, TCodec> : ICodec<HashSet<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, HashSet<T> value)
    {
        writer.Enter();
        writer.WriteByte(ComparerCode.Of(value.Comparer));
        writer.WriteByte((byte)TCodec.Kind);
        writer.WriteVarUInt((ulong)value.Count);
        using var entries = new SortedEntries(writer, value.Count);
        foreach (var element in value)
        {
            TCodec.Write(writer, SortedEntries.NotNullKey(element));
            entries.EndKey();
            entries.EndEntry(isPresent: true);
        }

        entries.Sort();
        writer.Leave();
    }

    /// <inheritdoc/>
    public static HashSet<T> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadEqualityComparer<T>(ref reader);
        reader.Expect(TCodec.Kind);
        var count = reader.ReadCount(TCodec.MinSize);
        var value = new HashSet<T>(Math.Min(count, CanonicalReader.MaxPreallocated), comparer);
        var previous = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < count; i++)
        {
            var start = reader.Position;
            var element = TCodec.Read(ref reader);
            reader.ExpectAscending(ref previous, start);
            if (!value.Add(element))
            {
                throw reader.Malformed("a set contains an element twice");
            }
        }

        reader.Leave();
        return value;
    }
}

/// <summary>Encodes a sorted set: comparer, element kind, count, elements in the set's order.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SortedSetCodec<T, TCodec> : ICodec<SortedSet<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, SortedSet<T> value)
    {
        writer.Enter();
        writer.WriteByte(ComparerCode.Of(value.Comparer));
        writer.WriteByte((byte)TCodec.Kind);
        writer.WriteVarUInt((ulong)value.Count);
        foreach (var element in value)
        {
            TCodec.Write(writer, SortedEntries.NotNullKey(element));
        }

        writer.Leave();
    }

    /// <inheritdoc/>
    public static SortedSet<T> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadComparer<T>(ref reader);
        reader.Expect(TCodec.Kind);
        var count = reader.ReadCount(TCodec.MinSize);
        var value = new SortedSet<T>(comparer);
        T previous = default!;
        for (var i = 0; i < count; i++)
        {
            var element = TCodec.Read(ref reader);
            if (i > 0 && comparer.Compare(previous, element) >= 0)
            {
                throw reader.Malformed("a sorted set is out of order");
            }

            value.Add(element);
            previous = element;
        }

        reader.Leave();
        return value;
    }
}
