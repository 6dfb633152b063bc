using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G294;

[ReplicatedStateMachine]
public partial class Podium
{
    private readonly Dictionary<string, int> _scores = new(StringComparer.Ordinal);

    [Command(1)]
    public string Score(string name, int points)
    {
        _scores[name] = points;
        var best = "";
        var bestPoints = int.MinValue;
        foreach (var (candidate, p) in _scores)
        {
            if (p > bestPoints || (p == bestPoints && string.CompareOrdinal(candidate, best) < 0))
            {
                best = candidate;
                bestPoints = p;
            }
        }
        return best;
    }
}
