using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B317;

[ReplicatedStateMachine]
public partial class Roles
{
    private readonly Dictionary<string, int> _levels = new(StringComparer.Ordinal);
    private string _top = "";

    [Command(1)]
    public string Highest()
    {
        var best = -1;
        foreach (var (name, level) in _levels) // EXPECT: unordered-iteration
            if (level > best) { best = level; _top = name; }
        return _top;
    }

    [Command(2)]
    public void Set(string name, int level) => _levels[name] = level;
}
