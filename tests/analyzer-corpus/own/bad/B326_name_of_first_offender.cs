using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B326;

[ReplicatedStateMachine]
public partial class Audit
{
    private readonly Dictionary<string, long> _balances = new(StringComparer.Ordinal);

    [Command(1)]
    public void Check()
    {
        foreach (var (name, balance) in _balances) // EXPECT: unordered-iteration
            if (balance < 0) throw new CommandRejectedException("negative", name);
    }

    [Command(2)]
    public string? Owner(long balance) => _balances.FirstOrDefault(b => b.Value == balance).Key; // EXPECT: unordered-iteration
}
