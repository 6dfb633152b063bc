using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G292;

[ReplicatedStateMachine]
public partial class Loops
{
    private readonly Dictionary<string, int> _stock = new(StringComparer.Ordinal);
    private readonly int[] _histogram = new int[8];
    private int _xor;
    private int _distinct;

    [Command(1)]
    public int Recount(int limit)
    {
        foreach (var (_, n) in _stock)
            if (n < 0) throw new InvalidOperationException("negative stock");
        var min = int.MaxValue;
        var anyLarge = false;
        var all = true;
        var seen = new HashSet<int>();
        foreach (var n in _stock.Values)
        {
            min = Math.Min(min, n);
            anyLarge |= n > limit;
            all &= n > 0;
            _xor ^= n;
            _histogram[n & 7]++;
            if (seen.Add(n)) _distinct++;
        }
        var found = false;
        foreach (var name in _stock.Keys)
        {
            if (name.Length <= limit) continue;
            found = true;
            break;
        }
        return (anyLarge && all) || found ? min : -1;
    }
}
