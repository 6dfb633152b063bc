using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B297;

[ReplicatedStateMachine]
public partial class Orders
{
    private List<string> _lines = new();
    private readonly Dictionary<int, int[]> _counts = new();

    [Command(1)]
    public int Set(List<string> lines, int id, int[] counts)
    {
        _lines = lines; // EXPECT: aliasing
        _counts[id] = counts; // EXPECT: aliasing
        return _lines.Count;
    }
}
