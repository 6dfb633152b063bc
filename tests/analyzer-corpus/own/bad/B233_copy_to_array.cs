using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B233;

[ReplicatedStateMachine]
public partial class Snapshot
{
    private readonly Dictionary<long, int> _live = new();
    private int[] _values = [];

    [Command(1)]
    public void Set(long key, int value) => _live[key] = value;

    [Command(2)]
    public void Take()
    {
        _values = new int[_live.Count];
        _live.Values.CopyTo(_values, 0); // EXPECT: unordered-iteration
    }
}
