using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes a linked list, first to last, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LinkedListCodec<T, TCodec> : ICodec<LinkedList<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, LinkedList<T> value)
        => Elements<T, TCodec>.Write(writer, value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static LinkedList<T> Read(ref CanonicalReader reader)
        => new(Elements<T, TCodec>.Read(ref reader));
}

/// <summary>Encodes a queue, first to last, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct QueueCodec<T, TCodec> : ICodec<Queue<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Queue<T> value)
        => Elements<T, TCodec>.Write(writer, value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static Queue<T> Read(ref CanonicalReader reader)
        => new(Elements<T, TCodec>.Read(ref reader));
}

/// <summary>Encodes a stack, top to bottom, as a list.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StackCodec<T, TCodec> : ICodec<Stack<T>>
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.List;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Stack<T> value)
        => Elements<T, TCodec>.Write(writer, value.Count, value.GetEnumerator());

    /// <inheritdoc/>
    public static Stack<T> Read(ref CanonicalReader reader)
    {
        var values = Elements<T, TCodec>.Read(ref reader);
        values.Reverse();
        return new Stack<T>(values);
    }
}
