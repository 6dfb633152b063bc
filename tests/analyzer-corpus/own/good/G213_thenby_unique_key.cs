using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G213;

[ReplicatedStateMachine]
public partial class Leaderboard
{
    private readonly Dictionary<string, int> _scores = new(StringComparer.Ordinal);

    [Command(1)]
    public string[] Report(string player, int score)
    {
        _scores[player] = score;
        return _scores
            .OrderByDescending(s => s.Value)
            .ThenBy(s => s.Key, StringComparer.Ordinal)
            .Take(10)
            .Select(s => s.Key)
            .ToArray();
    }
}
