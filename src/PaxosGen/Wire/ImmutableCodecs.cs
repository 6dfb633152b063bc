using System.Collections.Immutable;
using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes an immutable dictionary: entries in the order of their keys' bytes.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<ImmutableDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableDictionary<TKey, TValue> value)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteHashed(writer, ComparerCode.OfKeys(value.KeyComparer, value.ValueComparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static ImmutableDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadHashed(ref reader);
        return entries.ToImmutableDictionary(entries.Comparer);
    }
}

/// <summary>Encodes an immutable sorted dictionary: entries in its order.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableSortedDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableSortedDictionary<TKey, TValue> value)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteInOrder(writer, ComparerCode.OfKeys(value.KeyComparer, value.ValueComparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static ImmutableSortedDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadSorted(ref reader, out var comparer);
        return Keys.Build(ref reader, entries, comparer, static (entries, comparer) => ImmutableSortedDictionary.CreateRange(comparer, entries));
    }
}

/// <summary>Encodes an immutable list, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableListCodec<T, TCodec> : ICodec<ImmutableList<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableList<T> value)
        => Elements<T, TCodec>.Write(writer, value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static ImmutableList<T> Read(ref CanonicalReader reader)
        => [.. Elements<T, TCodec>.Read(ref reader)];
}

/// <summary>Encodes an immutable set: comparer, element kind, count, elements in the order of their bytes.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableHashSetCodec<T, TCodec> : ICodec<ImmutableHashSet<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableHashSet<T> value)
        => Members<T, TCodec>.WriteHashed(writer, ComparerCode.Of(value.KeyComparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static ImmutableHashSet<T> Read(ref CanonicalReader reader)
    {
        var elements = Members<T, TCodec>.ReadHashed(ref reader);
        return elements.ToImmutableHashSet(elements.Comparer);
    }
}

/// <summary>Encodes an immutable sorted set: comparer, element kind, count, elements in the set's order.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableSortedSetCodec<T, TCodec> : ICodec<ImmutableSortedSet<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableSortedSet<T> value)
        => Members<T, TCodec>.WriteInOrder(writer, ComparerCode.Of(value.KeyComparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static ImmutableSortedSet<T> Read(ref CanonicalReader reader)
    {
        var elements = Members<T, TCodec>.ReadSorted(ref reader, out var comparer);
        return Keys.Build(ref reader, elements, comparer, static (elements, comparer) => ImmutableSortedSet.CreateRange(comparer, elements));
    }
}
