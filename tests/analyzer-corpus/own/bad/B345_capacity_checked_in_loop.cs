using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B345;

[ReplicatedStateMachine]
public partial class Admission
{
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inside = new(StringComparer.Ordinal);
    private long _budget = 100;

    [Command(1)]
    public void Wait(string name) => _waiting.Add(name);

    [Command(2)]
    public int Admit(int capacity)
    {
        foreach (var name in _waiting) // EXPECT: unordered-iteration
            if (_inside.Count < capacity) _inside.Add(name);
        foreach (var name in _waiting) // EXPECT: unordered-iteration
        {
            if (_budget < name.Length) continue;
            _budget -= name.Length;
            _inside.Remove(name);
        }
        return _inside.Count;
    }
}
