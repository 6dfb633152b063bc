using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B344;

[ReplicatedStateMachine]
public partial class Representatives
{
    private readonly Dictionary<string, int> _teamOf = new(StringComparer.Ordinal);
    private SortedDictionary<int, string> _captains = new();

    [Command(1)]
    public int Choose(string name, int team)
    {
        _teamOf[name] = team;
        foreach (var c in _teamOf.DistinctBy(t => t.Value)) _captains[c.Value] = c.Key; // EXPECT: unordered-iteration
        return _captains.Count;
    }

    [Command(2)]
    public bool TryAddAll()
    {
        foreach (var (name, team) in _teamOf) // EXPECT: unordered-iteration
            _captains.TryAdd(team, name);
        return true;
    }
}
