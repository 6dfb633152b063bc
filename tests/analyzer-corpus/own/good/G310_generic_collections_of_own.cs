using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G310;

internal sealed class MinHeap<T>(IComparer<T> comparer)
{
    private readonly List<T> _items = [];
    public int Count => _items.Count;
    public void Push(T item)
    {
        _items.Add(item);
        for (var i = _items.Count - 1; i > 0 && comparer.Compare(_items[i], _items[(i - 1) / 2]) < 0; i = (i - 1) / 2)
            (_items[i], _items[(i - 1) / 2]) = (_items[(i - 1) / 2], _items[i]);
    }
    public T Peek() => _items[0];
}

[ReplicatedStateMachine]
public partial class Times
{
    private readonly List<long> _times = new();

    [Command(1)]
    public long Add(long at)
    {
        _times.Add(at);
        var heap = new MinHeap<long>(Comparer<long>.Default);
        foreach (var t in _times) heap.Push(t);
        var unique = new HashSet<long>(EqualityComparer<long>.Default);
        unique.UnionWith(_times);
        return heap.Peek() + heap.Count + unique.Count;
    }
}
