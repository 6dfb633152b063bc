using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using PaxosGen;
namespace Corpus.G276;

public sealed record Position(string Symbol, long Quantity);

[ReplicatedStateMachine]
public partial class Portfolio
{
    private readonly SortedDictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private ImmutableArray<string> _symbols = [];

    [Command(1)]
    public void Buy(string symbol, long quantity)
    {
        var held = _positions.TryGetValue(symbol, out var p) ? p.Quantity : 0;
        _positions[symbol] = new Position(symbol, held + quantity);
        _symbols = [.. _positions.Keys];
    }

    [Query(2)]
    public Position? Find(string symbol) => _positions.GetValueOrDefault(symbol);

    [Query(3)]
    public ImmutableArray<string> Symbols() => _symbols;

    [Query(4)]
    public Position[] Page(int skip, int take) => _positions.Values.Skip(skip).Take(take).ToArray();
}
