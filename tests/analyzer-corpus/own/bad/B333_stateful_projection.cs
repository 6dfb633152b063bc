using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B333;

[ReplicatedStateMachine]
public partial class Ranks
{
    private readonly Dictionary<string, int> _points = new(StringComparer.Ordinal);
    private Dictionary<string, int> _rank = new(StringComparer.Ordinal);

    [Command(1)]
    public int Rank(string name, int points)
    {
        _points[name] = points;
        var n = 0;
        _rank = _points.ToDictionary(p => p.Key, _ => ++n, StringComparer.Ordinal); // EXPECT: unordered-iteration
        return _rank.Count;
    }

    [Command(2)]
    public int Oldest() => _points.GroupBy(p => p.Value).Select(g => g.First().Key.Length).Sum(); // EXPECT: unordered-iteration

    [Command(3)]
    public string Lowest() => _points.OrderBy(p => p.Value).First().Key; // EXPECT: unordered-iteration
}
