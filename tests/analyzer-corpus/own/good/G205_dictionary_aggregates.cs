using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G205;

[ReplicatedStateMachine]
public partial class Stock
{
    private readonly Dictionary<string, int> _stock = new(StringComparer.Ordinal);
    private long _total;
    private int _largest;

    [Command(1)]
    public bool Receive(string sku, int n)
    {
        _stock[sku] = _stock.GetValueOrDefault(sku) + n;
        _total = _stock.Values.Sum(v => (long)v);
        _largest = _stock.Values.Max();
        return _stock.Any(s => s.Value < 0) || _stock.All(s => s.Value > 10) || _stock.Count(s => s.Value == 0) > 3;
    }

    [Command(2)]
    public int Smallest() => _stock.Count == 0 ? 0 : _stock.Min(s => s.Value);
}
