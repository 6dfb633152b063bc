using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G206;

[ReplicatedStateMachine]
public partial class Ledger
{
    private readonly Dictionary<int, long> _balances = new();

    [Command(1)]
    public long Deposit(int account, long cents)
    {
        _balances[account] = _balances.GetValueOrDefault(account) + cents;
        long sum = 0;
        var overdrawn = 0;
        foreach (var (_, balance) in _balances)
        {
            sum += balance;
            if (balance < 0) overdrawn++;
        }
        return overdrawn > 0 ? -sum : sum;
    }
}
