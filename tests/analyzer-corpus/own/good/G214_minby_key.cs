using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G214;

[ReplicatedStateMachine]
public partial class Slots
{
    private readonly Dictionary<int, string> _taken = new();

    [Command(1)]
    public string? Release()
    {
        if (_taken.Count == 0) return null;
        var first = _taken.MinBy(t => t.Key);
        _taken.Remove(first.Key);
        return first.Value;
    }

    [Command(2)]
    public int Take(string name)
    {
        var free = _taken.Count == 0 ? 0 : _taken.Keys.Max() + 1;
        _taken[free] = name;
        return free;
    }
}
