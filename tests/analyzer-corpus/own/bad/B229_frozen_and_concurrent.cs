using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B229;

[ReplicatedStateMachine]
public partial class Subscribers
{
    private readonly ConcurrentDictionary<string, int> _subscribers = new(StringComparer.Ordinal); // ALLOW: threading|state-shape
    private readonly List<string> _sent = new();

    [Command(1)]
    public void Subscribe(string name) => _subscribers[name] = 1; // ALLOW: threading

    [Command(2)]
    public int Send()
    {
        _sent.AddRange(_subscribers.Keys); // EXPECT: unordered-iteration
        return _subscribers.Select(s => s.Key.Length).LastOrDefault(); // EXPECT: unordered-iteration
    }
}
