using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G289;

[ReplicatedStateMachine]
public partial class Waiting
{
    private readonly PriorityQueue<int, long> _queue = new(); // ALLOW: state-shape|unordered-iteration
    private long _next;

    [Command(1)]
    public int Add(int item)
    {
        _queue.Enqueue(item, _next++); // ALLOW: state-shape|unordered-iteration
        return _queue.UnorderedItems.Sum(i => i.Element) + _queue.UnorderedItems.Count(i => i.Priority > 3) + _queue.Count;
    }
}
