using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B230;

[ReplicatedStateMachine]
public partial class Teams
{
    private readonly Dictionary<string, int> _teamOf = new(StringComparer.Ordinal);
    private List<(int Team, string[] Players)> _teams = new();

    [Command(1)]
    public void Join(string player, int team) => _teamOf[player] = team;

    [Command(2)]
    public void Close() =>
        _teams = _teamOf.GroupBy(t => t.Value).Select(g => (g.Key, g.Select(t => t.Key).ToArray())).ToList(); // EXPECT: unordered-iteration
}
