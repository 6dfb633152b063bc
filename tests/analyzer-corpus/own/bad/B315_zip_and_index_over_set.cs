using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B315;

[ReplicatedStateMachine]
public partial class Pairs
{
    private readonly HashSet<int> _left = new();
    private readonly Dictionary<int, int> _pairs = new();

    [Command(1)]
    public void Add(int x) => _left.Add(x);

    [Command(2)]
    public int Pair(int[] right)
    {
        foreach (var (l, r) in _left.Zip(right)) _pairs[l] = r; // EXPECT: unordered-iteration
        var third = _left.ElementAtOrDefault(2); // EXPECT: unordered-iteration
        return third + _left.Select((x, i) => x * i).Sum(); // EXPECT: unordered-iteration
    }
}
