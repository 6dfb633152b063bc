using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PaxosGen.Wire;

/// <summary>A codec of arrays that also writes what is not an array but has the same elements in a row.</summary>
/// <typeparam name="T">The element type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IArrayCodec<T> : ICodec<T[]>
{
    /// <summary>Writes the elements as if they were an array.</summary>
    static abstract void WriteSpan(CanonicalWriter writer, ReadOnlySpan<T> values);
}

/// <summary>Encodes an array: element kind, count, presence bitmap if elements may be null, elements.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ArrayCodec<T, TCodec> : IArrayCodec<T>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T[] value) => Elements<T, TCodec>.Write(writer, (ReadOnlySpan<T>)value);

    /// <inheritdoc/>
    public static void WriteSpan(CanonicalWriter writer, ReadOnlySpan<T> values) => Elements<T, TCodec>.Write(writer, values);

    /// <inheritdoc/>
    public static T[] Read(ref CanonicalReader reader) => Elements<T, TCodec>.Read(ref reader).ToArray();
}

/// <summary>Encodes a list: element kind, count, presence bitmap if elements may be null, elements.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ListCodec<T, TCodec> : ICodec<List<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, List<T> value) => Elements<T, TCodec>.Write(writer, (ReadOnlySpan<T>)CollectionsMarshal.AsSpan(value));

    /// <inheritdoc/>
    public static List<T> Read(ref CanonicalReader reader) => Elements<T, TCodec>.Read(ref reader);
}
