using System.Collections.Immutable;
using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes an immutable queue, first to last, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableQueueCodec<T, TCodec> : ICodec<ImmutableQueue<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableQueue<T> value)
    {
        // It does not know its count.
        var values = new List<T>();
        foreach (var item in value)
        {
            values.Add(item);
        }

        ListCodec<T, TCodec>.Write(writer, values);
    }

    /// <inheritdoc/>
    public static ImmutableQueue<T> Read(ref CanonicalReader reader)
        => ImmutableQueue.CreateRange(Elements<T, TCodec>.Read(ref reader));
}

/// <summary>Encodes an immutable stack, top to bottom, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ImmutableStackCodec<T, TCodec> : ICodec<ImmutableStack<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ImmutableStack<T> value)
    {
        // It does not know its count.
        var values = new List<T>();
        foreach (var item in value)
        {
            values.Add(item);
        }

        ListCodec<T, TCodec>.Write(writer, values);
    }

    /// <inheritdoc/>
    public static ImmutableStack<T> Read(ref CanonicalReader reader)
    {
        var values = Elements<T, TCodec>.Read(ref reader);
        values.Reverse();
        return ImmutableStack.CreateRange(values);
    }
}
