using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B312;

[ReplicatedStateMachine]
public partial class Bank
{
    private readonly Dictionary<int, decimal> _balances = new();
    private int _transfers;

    [Command(1)]
    public void Transfer(int from, int to, decimal amount)
    {
        _transfers++;
        if (!_balances.ContainsKey(from)) throw new KeyNotFoundException("from"); // EXPECT: partial-commit
        _balances[from] -= amount;
        if (!_balances.ContainsKey(to)) throw new CommandRejectedException("to", "There is no such account."); // EXPECT: partial-commit
        _balances[to] += amount;
    }
}
