using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G278;

[ReplicatedStateMachine]
public partial class Stats
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly int[] _histogram = new int[4];

    [Command(1)]
    public int Hit(string page, int status)
    {
        ref var slot = ref _histogram[status & 3];
        slot++;
        return _counts[page] = _counts.GetValueOrDefault(page) + 1;
    }

    [Query(2)]
    public (int Hits, int Share) Of(string page)
    {
        Split(page, out var hits, out var share);
        var copy = (int[])_histogram.Clone();
        Array.Sort(copy);
        copy[0] = 0;
        return (hits, share + copy[3]);
    }

    private void Split(string page, out int hits, out int share)
    {
        hits = _counts.TryGetValue(page, out var n) ? n : 0;
        share = _counts.Count == 0 ? 0 : hits * 100 / _counts.Count;
    }
}
