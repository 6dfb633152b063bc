using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B251;

[ReplicatedStateMachine]
public partial class Prices
{
    private readonly SortedDictionary<string, decimal> _prices = new(); // EXPECT: culture-compare
    private readonly SortedSet<string> _skus = []; // EXPECT: culture-compare

    [Command(1)]
    public string Set(string sku, decimal price)
    {
        _prices[sku] = price;
        _skus.Add(sku);
        return _prices.First().Key;
    }
}
