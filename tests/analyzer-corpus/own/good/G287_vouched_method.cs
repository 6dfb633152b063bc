using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G287;

[ReplicatedStateMachine]
public partial class Primes
{
    private static int[]? s_table;
    private readonly List<int> _found = new();

    [Command(1)]
    public bool Test(int n)
    {
        var isPrime = IsPrime(n);
        if (isPrime) _found.Add(n);
        return isPrime;
    }

    [Deterministic("The table is a cache of a pure function.")]
    private static bool IsPrime(int n)
    {
        s_table ??= Enumerable.Range(2, 100).Where(i => Enumerable.Range(2, i - 2).All(d => i % d != 0)).ToArray();
        return Array.BinarySearch(s_table, n) >= 0;
    }
}
