using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B329;

[ReplicatedStateMachine]
public partial class Views
{
    private readonly Dictionary<string, int> _map = new(StringComparer.Ordinal);
    private readonly List<string> _out = new();

    [Command(1)]
    public int Collect(string name)
    {
        _map[name] = name.Length;
        var keys = _map.Keys;
        foreach (var key in keys) _out.Add(key); // EXPECT: unordered-iteration
        Append(_map.Keys); // EXPECT: unordered-iteration #a
        return _out.Count;
    }

    private void Append(IEnumerable<string> names)
    {
        foreach (var name in names) _out.Add(name); // EXPECT: unordered-iteration #a
    }
}
