using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G253;

[ReplicatedStateMachine]
public partial class Temperatures
{
    private readonly Dictionary<string, double> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _cost = new(StringComparer.Ordinal);

    [Command(1)]
    public bool Report(string room, double celsius, decimal cost)
    {
        _last[room] = celsius;
        _cost[room] = cost;
        return _last.Values.Max() > 30 || _last.Values.Any(t => t < 0) || _cost.Values.Max() > 10m || _last.Count > 3;
    }
}
