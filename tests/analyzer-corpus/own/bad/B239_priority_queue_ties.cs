using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B239;

[ReplicatedStateMachine]
public partial class Jobs
{
    private readonly PriorityQueue<string, int> _queue = new(); // EXPECT: unordered-iteration|state-shape|snapshot-order #a
    private readonly List<string> _done = new();

    [Command(1)]
    public void Add(string job, int priority) => _queue.Enqueue(job, priority); // EXPECT: unordered-iteration|state-shape|snapshot-order #a

    [Command(2)]
    public void Run() { if (_queue.TryDequeue(out var job, out _)) _done.Add(job); } // EXPECT: unordered-iteration|state-shape|snapshot-order #a

    [Command(3)]
    public string[] All() => _queue.UnorderedItems.Select(i => i.Element).ToArray(); // EXPECT: unordered-iteration|snapshot-order
}
