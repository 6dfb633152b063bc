using System.Collections.Frozen;
using System.Collections.Immutable;
using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a sequence behind an interface as an array, and decodes it as one.</summary>
/// <typeparam name="TInterface">An interface that arrays implement.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TArrayCodec">The codec of arrays of them.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SequenceInterfaceCodec<TInterface, T, TArrayCodec> : ICodec<TInterface>
    where TInterface : class, IEnumerable<T>
    where TArrayCodec : struct, IArrayCodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TArrayCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TArrayCodec.MinSize;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, TInterface value) => TArrayCodec.WriteSpan(writer, value as T[] ?? value.ToArray());

    /// <inheritdoc/>
    public static TInterface Read(ref CanonicalReader reader) => (TInterface)(object)TArrayCodec.Read(ref reader);
}

/// <summary>Encodes a map behind an interface as a dictionary with the same comparer, and decodes it as one.</summary>
/// <typeparam name="TInterface">An interface that dictionaries implement.</typeparam>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MapInterfaceCodec<TInterface, TKey, TValue, TKeyCodec, TValueCodec> : ICodec<TInterface>
    where TInterface : class, IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, TInterface value)
        => DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec>.Write(writer, value as Dictionary<TKey, TValue> ?? new Dictionary<TKey, TValue>(value, ComparerOf(value)));

    /// <inheritdoc/>
    public static TInterface Read(ref CanonicalReader reader) => (TInterface)(object)DictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec>.Read(ref reader);

    private static IEqualityComparer<TKey>? ComparerOf(TInterface value)
        => value switch
        {
            OrderedDictionary<TKey, TValue> map => map.Comparer,
            FrozenDictionary<TKey, TValue> map => map.Comparer,
            ImmutableDictionary<TKey, TValue> map => map.KeyComparer,
            SortedDictionary<TKey, TValue> map => ComparerCode.EqualityOf(map.Comparer),
            SortedList<TKey, TValue> map => ComparerCode.EqualityOf(map.Comparer),
            ImmutableSortedDictionary<TKey, TValue> map => ComparerCode.EqualityOf(map.KeyComparer),
            _ => null,
        };
}

/// <summary>Encodes a set behind an interface as a hash set with the same comparer, and decodes it as one.</summary>
/// <typeparam name="TInterface">An interface that hash sets implement.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SetInterfaceCodec<TInterface, T, TCodec> : ICodec<TInterface>
    where TInterface : class, IEnumerable<T>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, TInterface value)
        => HashSetCodec<T, TCodec>.Write(writer, value as HashSet<T> ?? new HashSet<T>(value, ComparerOf(value)));

    /// <inheritdoc/>
    public static TInterface Read(ref CanonicalReader reader) => (TInterface)(object)HashSetCodec<T, TCodec>.Read(ref reader);

    private static IEqualityComparer<T>? ComparerOf(TInterface value)
        => value switch
        {
            FrozenSet<T> set => set.Comparer,
            ImmutableHashSet<T> set => set.KeyComparer,
            SortedSet<T> set => ComparerCode.EqualityOf(set.Comparer),
            ImmutableSortedSet<T> set => ComparerCode.EqualityOf(set.KeyComparer),
            _ => null,
        };
}
