using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B325;

[ReplicatedStateMachine]
public partial class Work
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private Queue<string> _queue = new();
    private readonly List<string> _list = new();

    [Command(1)]
    public void Open(string job) => _open.Add(job);

    [Command(2)]
    public string[] Start()
    {
        _queue = new Queue<string>(_open); // EXPECT: unordered-iteration
        _list.InsertRange(0, _open); // EXPECT: unordered-iteration
        _list.AddRange(_open.Where(o => o.Length > 2).Reverse().Take(2)); // EXPECT: unordered-iteration
        return [.. _open]; // EXPECT: unordered-iteration
    }
}
