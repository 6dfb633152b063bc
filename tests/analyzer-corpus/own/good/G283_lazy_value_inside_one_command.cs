using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G283;

[ReplicatedStateMachine]
public partial class Totals
{
    private readonly List<int> _xs = new();

    [Command(1)]
    public int Add(int x)
    {
        _xs.Add(x);
        var evens = _xs.Where(v => v % 2 == 0);
        var total = new Lazy<int>(() => _xs.Sum()); // ALLOW: unknown-call|threading
        return x > 0 ? evens.Count() + total.Value : 0; // ALLOW: unknown-call|threading
    }
}
