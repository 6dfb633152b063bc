using System.Collections.Generic;
using System.Collections.Immutable;
using PaxosGen;
namespace Corpus.G243;

[ReplicatedStateMachine]
public partial class Versions
{
    private ImmutableArray<string> _heads = [];
    private List<string> _all = [];

    [Command(1)]
    public string[] Push(string head, string[] more)
    {
        _all = [head, .. _all, .. more];
        _heads = [.. _heads, head];
        HashSet<string> distinct = [.. _all, .. _heads];
        return distinct.Count > 2 ? [.. _all[1..]] : [head];
    }
}
