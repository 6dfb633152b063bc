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
        => Members<T, TCodec>.WriteHashed(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static HashSet<T> Read(ref CanonicalReader reader)
        => Members<T, TCodec>.ReadHashed(ref reader);
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
        => Members<T, TCodec>.WriteInOrder(writer, ComparerCode.Of(value.Comparer), value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static SortedSet<T> Read(ref CanonicalReader reader)
    {
        var elements = Members<T, TCodec>.ReadSorted(ref reader, out var comparer);
        return Keys.Build(ref reader, elements, comparer, static (elements, comparer) => new SortedSet<T>(elements, comparer));
    }
}
