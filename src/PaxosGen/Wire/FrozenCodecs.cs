using System.Collections.Frozen;
using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a frozen dictionary: entries in the order of their keys' bytes.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TValue">The value type.</typeparam>
/// <typeparam name="TKeyCodec">The codec of keys.</typeparam>
/// <typeparam name="TValueCodec">The codec of values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FrozenDictionaryCodec<TKey, TValue, TKeyCodec, TValueCodec> : ICodec<FrozenDictionary<TKey, TValue>>
    where TKey : notnull
    where TKeyCodec : struct, ICodec<TKey>
    where TValueCodec : struct, ICodec<TValue>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, FrozenDictionary<TKey, TValue> value)
        => Entries<TKey, TValue, TKeyCodec, TValueCodec>.WriteHashed(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static FrozenDictionary<TKey, TValue> Read(ref CanonicalReader reader)
    {
        var entries = Entries<TKey, TValue, TKeyCodec, TValueCodec>.ReadHashed(ref reader);
        return entries.ToFrozenDictionary(entries.Comparer);
    }
}

/// <summary>Encodes a frozen set: comparer, element kind, count, elements in the order of their bytes.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FrozenSetCodec<T, TCodec> : ICodec<FrozenSet<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 3;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, FrozenSet<T> value)
        => Members<T, TCodec>.WriteHashed(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static FrozenSet<T> Read(ref CanonicalReader reader)
    {
        var elements = Members<T, TCodec>.ReadHashed(ref reader);
        return elements.ToFrozenSet(elements.Comparer);
    }
}
