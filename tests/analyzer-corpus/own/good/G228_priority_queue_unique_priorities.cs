using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G228;

// The sequence number makes priorities unique: what comes out does not depend on the heap's layout.
[ReplicatedStateMachine]
public partial class Jobs
{
    private readonly PriorityQueue<string, (int Priority, long Sequence)> _queue = new(); // ALLOW: state-shape|unordered-iteration
    private long _sequence;

    [Command(1)]
    public long Add(string job, int priority)
    {
        _queue.Enqueue(job, (priority, ++_sequence)); // ALLOW: state-shape|unordered-iteration
        return _sequence;
    }

    [Command(2)]
    public string? Next() => _queue.TryDequeue(out var job, out _) ? job : null; // ALLOW: state-shape|unordered-iteration
}
