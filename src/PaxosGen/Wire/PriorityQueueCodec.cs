using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>
/// Encodes a priority queue as a map from priority to element, in heap order: which of two equal priorities leaves first
/// depends on their places in the heap, so these are state.
/// </summary>
/// <typeparam name="TElement">The element type.</typeparam>
/// <typeparam name="TPriority">The priority type.</typeparam>
/// <typeparam name="TElementCodec">The codec of elements.</typeparam>
/// <typeparam name="TPriorityCodec">The codec of priorities.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct PriorityQueueCodec<TElement, TPriority, TElementCodec, TPriorityCodec> : ICodec<PriorityQueue<TElement, TPriority>>
    where TPriority : notnull
    where TElementCodec : struct, ICodec<TElement>
    where TPriorityCodec : struct, ICodec<TPriority>
{
    // .NET's heap is quaternary: the children of node i are 4i + 1 to 4i + 4.
    private const int Arity = 4;

    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Map;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, PriorityQueue<TElement, TPriority> value)
    {
        var bitmap = Entries<TPriority, TElement, TPriorityCodec, TElementCodec>.Begin(writer, ComparerCode.Of(value.Comparer), value.Count);
        var i = 0;
        foreach (var (element, priority) in value.UnorderedItems)
        {
            Entries<TPriority, TElement, TPriorityCodec, TElementCodec>.WriteEntry(writer, bitmap, i++, SortedEntries.NotNullKey(priority), element);
        }

        writer.Leave();
    }

    /// <inheritdoc/>
    public static PriorityQueue<TElement, TPriority> Read(ref CanonicalReader reader)
    {
        reader.Enter();
        var comparer = ComparerCode.ReadComparer<TPriority>(ref reader);
        var nodes = Entries<TPriority, TElement, TPriorityCodec, TElementCodec>.ReadInOrder(ref reader);
        reader.Leave();
        return Keys.Build(ref reader, nodes, comparer, Restore) ?? throw reader.Malformed("a priority queue is not in heap order");
    }

    private static PriorityQueue<TElement, TPriority>? Restore(List<KeyValuePair<TPriority, TElement>> nodes, IComparer<TPriority> comparer)
    {
        for (var i = 1; i < nodes.Count; i++)
        {
            if (comparer.Compare(nodes[i].Key, nodes[(i - 1) / Arity].Key) < 0)
            {
                return null;
            }
        }

        // No node is below its parent, so making a heap of them moves none.
        return new PriorityQueue<TElement, TPriority>(nodes.Select(static n => (n.Value, n.Key)), comparer);
    }
}
