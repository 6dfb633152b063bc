using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B328;

[ReplicatedStateMachine]
public partial class Hidden
{
    private readonly IDictionary<string, int> _map = new Dictionary<string, int>(StringComparer.Ordinal);
    private readonly ISet<string> _set = new HashSet<string>(StringComparer.Ordinal);
    private readonly List<string> _out = new();

    [Command(1)]
    public int Collect(string name)
    {
        _map[name] = 1;
        _set.Add(name);
        foreach (var (key, _) in _map) _out.Add(key); // EXPECT: unordered-iteration
        _out.AddRange(_set); // EXPECT: unordered-iteration
        return _out.Count;
    }
}
