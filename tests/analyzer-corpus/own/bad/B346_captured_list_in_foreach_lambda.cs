using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B346;

[ReplicatedStateMachine]
public partial class Captured
{
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly List<string> _out = new();
    private int _seed = 7;

    [Command(1)]
    public int Go(string name)
    {
        _set.Add(name);
        _set.ToList().ForEach(s => _out.Add(s)); // EXPECT: unordered-iteration
        foreach (var s in _set) _seed = _seed * 31 + s.Length; // EXPECT: unordered-iteration
        foreach (var s in _set) Append(s); // EXPECT: unordered-iteration
        return _seed;
    }

    private void Append(string s) => _out.Add(s);
}
