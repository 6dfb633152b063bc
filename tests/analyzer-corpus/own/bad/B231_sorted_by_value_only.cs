using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B231;

[ReplicatedStateMachine]
public partial class Leaderboard
{
    private readonly Dictionary<string, int> _scores = new(StringComparer.Ordinal);
    private string[] _top = [];

    [Command(1)]
    public void Score(string player, int score) => _scores[player] = score;

    [Command(2)]
    public void Rank() =>
        _top = _scores.OrderByDescending(s => s.Value).Take(3).Select(s => s.Key).ToArray(); // EXPECT: unordered-iteration
}
