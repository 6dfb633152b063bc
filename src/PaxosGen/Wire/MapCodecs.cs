using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a dictionary: entries in the order of their keys' bytes.</summary>
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
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteHashed(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static Dictionary<TKey, TValue> Read(ref CanonicalReader reader)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadHashed(ref reader);
}

/// <summary>Encodes a sorted dictionary: entries in its order.</summary>
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
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteInOrder(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static SortedDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadSorted(ref reader, out var comparer);
        return Keys.Build(ref reader, entries, comparer, static (entries, comparer) =>
        {
            var value = new SortedDictionary<TKey, TValue>(comparer);
            foreach (var (key, item) in entries)
            {
                value.Add(key, item);
            }

            return value;
        });
    }
}

/// <summary>Encodes a sorted list: entries in its order.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SortedListCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<SortedList<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, SortedList<TKey, TValue> value)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteInOrder(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static SortedList<TKey, TValue> Read(ref CanonicalReader reader)
    {
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadSorted(ref reader, out var comparer);
        return Keys.Build(ref reader, entries, comparer, static (entries, comparer) =>
        {
            var value = new SortedList<TKey, TValue>(entries.Count, comparer);
            foreach (var (key, item) in entries)
            {
                value.Add(key, item);
            }

            return value;
        });
    }
}

/// <summary>Encodes an ordered dictionary: entries in the order of their insertion, which is part of its state.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct OrderedDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<OrderedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, OrderedDictionary<TKey, TValue> value)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteInOrder(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static OrderedDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadEqualityComparer<TKey>(ref reader);
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadInOrder(ref reader);
        reader.Leave();
        return Keys.Build(ref reader, entries, comparer, static (entries, comparer) =>
        {
            var value = new OrderedDictionary<TKey, TValue>(entries.Count, comparer);
            foreach (var (key, item) in entries)
            {
                value.Add(key, item);
            }

            return value;
        });
    }
}
