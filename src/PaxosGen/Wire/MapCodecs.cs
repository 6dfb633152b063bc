using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a dictionary: comparer, kinds, count, presence bitmap if values may be null, entries in the order of their keys' bytes.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<Dictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Dictionary<TKey, TValue> value)
    {
        writer.Enter();
        writer.WriteByte(ComparerCode.Of(value.Comparer));
        writer.WriteByte((byte)TKeyCodec.Kind);
        writer.WriteByte((byte)TValueCodec.Kind);
        writer.WriteVarUInt((ulong)value.Count);
        var bitmap = default(TValue) is null ? writer.ReserveBitmap(value.Count) : -1;
        using var entries = new SortedEntries(writer, value.Count);
        foreach (var (key, item) in value)
        {
            TKeyCodec.Write(writer, key);
            entries.EndKey();
            if (item is not null)
            {
                TValueCodec.Write(writer, item);
            }

            entries.EndEntry(isPresent: item is not null);
        }

        entries.Sort();
        if (bitmap >= 0)
        {
            entries.FillBitmap(bitmap);
        }

        writer.Leave();
    }

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadEqualityComparer<TKey>(ref reader);
        reader.Expect(TKeyCodec.Kind);
        reader.Expect(TValueCodec.Kind);
        var count = reader.ReadCount(TKeyCodec.MinSize + (default(TValue) is null ? 0 : TValueCodec.MinSize));
        var bitmap = default(TValue) is null ? reader.ReadBitmap(count) : default;
        var value = new Dictionary<TKey, TValue>(Math.Min(count, CanonicalReader.MaxPreallocated), comparer);
        var previous = ReadOnlySpan<byte>.Empty;
        for (var i = 0; i < count; i++)
        {
            var start = reader.Position;
            var key = TKeyCodec.Read(ref reader);
            reader.ExpectAscending(ref previous, start);
            var item = default(TValue) is not null || CanonicalReader.IsSet(bitmap, i) ? TValueCodec.Read(ref reader) : default!;
            if (!value.TryAdd(key, item))
            {
                throw reader.Malformed("a dictionary contains a key twice");
            }
        }

        reader.Leave();
        return value;
    }
}

/// <summary>Encodes a sorted dictionary: comparer, kinds, count, presence bitmap if values may be null, entries in the dictionary's order.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SortedDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<SortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, SortedDictionary<TKey, TValue> value)
    {
        writer.Enter();
        writer.WriteByte(ComparerCode.Of(value.Comparer));
        writer.WriteByte((byte)TKeyCodec.Kind);
        writer.WriteByte((byte)TValueCodec.Kind);
        writer.WriteVarUInt((ulong)value.Count);
        var bitmap = default(TValue) is null ? writer.ReserveBitmap(value.Count) : -1;
        var i = 0;
        foreach (var (key, item) in value)
        {
            TKeyCodec.Write(writer, key);
            if (item is not null)
            {
                TValueCodec.Write(writer, item);
                if (bitmap >= 0)
                {
                    writer.SetBit(bitmap, i);
                }
            }

            i++;
        }

        writer.Leave();
    }

    /// <inheritdoc/>
    public static SortedDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadComparer<TKey>(ref reader);
        reader.Expect(TKeyCodec.Kind);
        reader.Expect(TValueCodec.Kind);
        var count = reader.ReadCount(TKeyCodec.MinSize + (default(TValue) is null ? 0 : TValueCodec.MinSize));
        var bitmap = default(TValue) is null ? reader.ReadBitmap(count) : default;
        var value = new SortedDictionary<TKey, TValue>(comparer);
        TKey previous = default!;
        for (var i = 0; i < count; i++)
        {
            var key = TKeyCodec.Read(ref reader);
            if (i > 0 && comparer.Compare(previous, key) >= 0)
            {
                throw reader.Malformed("a sorted dictionary is out of order");
            }

            value.Add(key, default(TValue) is not null || CanonicalReader.IsSet(bitmap, i) ? TValueCodec.Read(ref reader) : default!);
            previous = key;
        }

        reader.Leave();
        return value;
    }
}
