using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B235;

[ReplicatedStateMachine]
public partial class Weights
{
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);
    private double _total;

    [Command(1)]
    public double Weigh(string name, double kilos)
    {
        _weights[name] = kilos;
        return _total = _weights.Values.Sum(); // EXPECT: unordered-iteration|floating-point
    }
}
