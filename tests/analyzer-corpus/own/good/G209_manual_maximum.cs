using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G209;

[ReplicatedStateMachine]
public partial class HighScore
{
    private readonly Dictionary<int, int> _scores = new();
    private int _best;

    [Command(1)]
    public int Score(int player, int points)
    {
        _scores[player] = points;
        var best = int.MinValue;
        foreach (var points2 in _scores.Values)
            if (points2 > best) best = points2;
        return _best = best;
    }
}
