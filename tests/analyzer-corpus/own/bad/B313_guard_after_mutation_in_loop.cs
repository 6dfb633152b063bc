using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B313;

[ReplicatedStateMachine]
public partial class Stock
{
    private readonly Dictionary<string, int> _stock = new(StringComparer.Ordinal);

    [Command(1)]
    public void Ship(string[] skus)
    {
        foreach (var sku in skus)
        {
            var have = _stock.GetValueOrDefault(sku);
            ArgumentOutOfRangeException.ThrowIfZero(have); // EXPECT: partial-commit
            _stock[sku] = have - 1;
        }
    }
}
