using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B227;

[ReplicatedStateMachine]
public partial class Budget
{
    private readonly Dictionary<string, long> _asked = new(StringComparer.Ordinal);

    [Command(1)]
    public long Distribute(long budget)
    {
        foreach (var name in _asked.Keys) // EXPECT: unordered-iteration
        {
            var grant = Math.Min(budget, _asked[name]);
            _asked[name] -= grant;
            budget -= grant;
        }
        return budget;
    }
}
