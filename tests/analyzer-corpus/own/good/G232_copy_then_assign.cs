using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G232;

[ReplicatedStateMachine]
public partial class Batch
{
    private List<int> _stock = [5, 5, 5];

    [Command(1)]
    public int Take(int[] amounts)
    {
        var copy = _stock.ToList();
        for (var i = 0; i < amounts.Length; i++)
        {
            if (i >= copy.Count || copy[i] < amounts[i]) throw new InvalidOperationException("short");
            copy[i] -= amounts[i];
        }
        _stock = copy;
        return copy.Sum();
    }
}
