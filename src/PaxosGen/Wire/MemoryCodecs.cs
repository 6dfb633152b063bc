using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PaxosGen.Wire;

/// <summary>Encodes memory as an array of its elements; empty memory is the default. What is read is a copy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TArrayCodec">The codec of arrays of them.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct MemoryCodec<T, TArrayCodec> : IFieldCodec<Memory<T>>
    where TArrayCodec : struct, IArrayCodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TArrayCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TArrayCodec.MinSize;

    /// <inheritdoc/>
    public static bool IsDefault(Memory<T> value) => value.IsEmpty;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Memory<T> value) => TArrayCodec.WriteSpan(writer, value.Span);

    /// <inheritdoc/>
    public static Memory<T> Read(ref CanonicalReader reader) => TArrayCodec.Read(ref reader);
}

/// <summary>Encodes memory as an array of its elements; empty memory is the default. What is read is a copy.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TArrayCodec">The codec of arrays of them.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReadOnlyMemoryCodec<T, TArrayCodec> : IFieldCodec<ReadOnlyMemory<T>>
    where TArrayCodec : struct, IArrayCodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TArrayCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TArrayCodec.MinSize;

    /// <inheritdoc/>
    public static bool IsDefault(ReadOnlyMemory<T> value) => value.IsEmpty;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ReadOnlyMemory<T> value) => TArrayCodec.WriteSpan(writer, value.Span);

    /// <inheritdoc/>
    public static ReadOnlyMemory<T> Read(ref CanonicalReader reader) => TArrayCodec.Read(ref reader);
}

/// <summary>Encodes an immutable array as an array. The default, which is not the empty one, exists as a field alone.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TArrayCodec">The codec of arrays of them.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableArrayCodec<T, TArrayCodec> : IFieldCodec<ImmutableArray<T>>
    where TArrayCodec : struct, IArrayCodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TArrayCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TArrayCodec.MinSize;

    /// <inheritdoc/>
    public static bool IsDefault(ImmutableArray<T> value) => value.IsDefault;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            throw new InvalidOperationException($"A collection or a nullable contains a default ImmutableArray of {typeof(T)}, which has no encoding there. Use ImmutableArray<T>.Empty.");
        }

        TArrayCodec.WriteSpan(writer, value.AsSpan());
    }

    /// <inheritdoc/>
    public static ImmutableArray<T> Read(ref CanonicalReader reader) => ImmutableCollectionsMarshal.AsImmutableArray(TArrayCodec.Read(ref reader));
}
