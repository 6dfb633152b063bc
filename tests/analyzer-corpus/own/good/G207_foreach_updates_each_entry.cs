using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G207;

public sealed class Account
{
    public decimal Balance { get; set; }
    public int Months { get; set; }
}

[ReplicatedStateMachine]
public partial class Savings
{
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    [Command(1)]
    public void Open(string id) => _accounts.TryAdd(id, new Account());

    [Command(2)]
    public void EndOfMonth(decimal rate)
    {
        foreach (var account in _accounts.Values)
        {
            account.Balance += Math.Round(account.Balance * rate, 2, MidpointRounding.ToEven);
            account.Months++;
        }
    }
}
