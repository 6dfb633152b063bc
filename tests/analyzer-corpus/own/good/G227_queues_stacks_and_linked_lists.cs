using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G227;

[ReplicatedStateMachine]
public partial class Buffers
{
    private readonly Queue<int> _queue = new();
    private readonly Stack<int> _stack = new();
    private readonly LinkedList<int> _list = new();

    [Command(1)]
    public int[] Put(int x)
    {
        _queue.Enqueue(x);
        _stack.Push(x);
        _list.AddFirst(x);
        if (_queue.Count > 3) _queue.Dequeue();
        var all = new List<int>();
        foreach (var q in _queue) all.Add(q);
        foreach (var s in _stack) all.Add(s);
        all.AddRange(_list);
        return [.. all, .. _queue.Take(1)];
    }
}
