using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using PaxosGen;
namespace Corpus.B304;

[ReplicatedStateMachine]
public partial class Memo
{
    private readonly List<long> _xs = new();
    private readonly Dictionary<int, long> _sums = new();
    private long? _total;

    [Command(1)]
    public void Add(long x) => _xs.Add(x);

    [Query(2)]
    public long Sum(int upTo)
    {
        if (_sums.TryGetValue(upTo, out var sum)) return sum;
        for (var i = 0; i < upTo && i < _xs.Count; i++) sum += _xs[i];
        _sums.Add(upTo, sum); // EXPECT: query-mutation
        return sum;
    }

    [Query(3)]
    public long Total() => _total ??= Sum(int.MaxValue); // EXPECT: query-mutation
}
