using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G293;

[ReplicatedStateMachine]
public partial class Elections
{
    private readonly Dictionary<int, long> _votes = new();
    private int _winner;

    [Command(1)]
    public void Vote(int candidate) => _votes[candidate] = _votes.GetValueOrDefault(candidate) + 1;

    [Command(2)]
    public int Close()
    {
        if (_votes.Count == 0) return -1;
        _winner = _votes.MaxBy(v => (v.Value, v.Key)).Key;
        _winner = _votes.OrderByDescending(v => v.Value).ThenBy(v => v.Key).First().Key;
        return _winner = _votes.OrderBy(v => (v.Value, -v.Key)).Last().Key;
    }
}
