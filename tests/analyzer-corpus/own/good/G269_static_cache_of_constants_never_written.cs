using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G269;

internal static class Prices
{
    private static readonly Dictionary<string, long> Cents = Build(); // ALLOW: static-state
    public static IReadOnlyCollection<string> All { get; } = ["apple", "pear"]; // ALLOW: static-state

    private static Dictionary<string, long> Build()
    {
        var prices = new Dictionary<string, long>(StringComparer.Ordinal);
        prices.Add("apple", 30);
        prices["pear"] = 45;
        return prices;
    }

    public static long Of(string fruit) => Cents.TryGetValue(fruit, out var cents) ? cents : 0;
}

[ReplicatedStateMachine]
public partial class Grocer
{
    private long _sold;

    [Command(1)]
    public long Sell(string fruit) => _sold += Prices.Of(fruit);
}
