using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B302;

[ReplicatedStateMachine]
public partial class Scores
{
    private readonly List<int> _scores = new();
    private readonly Queue<int> _recent = new();
    private readonly int[] _top = new int[3];

    [Command(1)]
    public void Add(int x) { _scores.Add(x); _recent.Enqueue(x); }

    [Query(2)]
    public int Median()
    {
        _scores.Sort(); // EXPECT: query-mutation
        return _scores.Count == 0 ? 0 : _scores[_scores.Count / 2];
    }

    [Query(3)]
    public int Oldest() => _recent.TryDequeue(out var x) ? x : -1; // EXPECT: query-mutation

    [Query(4)]
    public int Top() { Array.Sort(_top); return _top[^1]; } // EXPECT: query-mutation
}
