using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B334;

[ReplicatedStateMachine]
public partial class Totals
{
    private readonly Dictionary<int, double> _xs = new();
    private double _total;

    [Command(1)]
    public double Add(int key, double x)
    {
        _xs[key] = x;
        _total = 0;
        foreach (var v in _xs.Values) _total += v; // EXPECT: unordered-iteration|floating-point
        return _total + _xs.Average(p => p.Value); // EXPECT: unordered-iteration|floating-point
    }
}
