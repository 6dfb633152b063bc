using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G261;

[ReplicatedStateMachine]
public partial class Basket
{
    private readonly List<(string Sku, int Qty)> _lines = new();

    [Command(1)]
    public (string Sku, int Qty)[] Add(string sku, int qty)
    {
        _lines.Add((sku, qty));
        var bySku = _lines.ToLookup(l => l.Sku, StringComparer.Ordinal);
        var totals = _lines.ToDictionary(l => l.Sku + _lines.IndexOf(l), l => l.Qty, StringComparer.Ordinal);
        return _lines
            .Where(l => l.Qty > 0 && bySku[l.Sku].Count() < 5 && totals.Count > 0)
            .DistinctBy(l => l.Sku, StringComparer.Ordinal)
            .OrderByDescending(l => l.Qty)
            .ThenBy(l => l.Sku, StringComparer.Ordinal)
            .Take(5)
            .ToArray();
    }

    [Command(2)]
    public string Best() => _lines.Count == 0 ? "" : _lines.MaxBy(l => l.Qty).Sku + _lines.First().Sku + _lines[0].Sku;
}
