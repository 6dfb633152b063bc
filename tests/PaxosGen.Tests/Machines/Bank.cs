namespace PaxosGen.Tests.Machines;

public sealed record Movement(string Account, bool Approved, decimal OldBalance, decimal NewBalance, long Slot);

/// <summary>The paper's bank.</summary>
[ReplicatedStateMachine(Version = 1)]
public sealed partial class Bank
{
    private readonly SortedDictionary<string, decimal> _balances = new(StringComparer.Ordinal);

    /// <summary>Puts money into an account.</summary>
    /// <param name="account">Which one.</param>
    /// <param name="amount">How much.</param>
    /// <param name="context">Place in the log.</param>
    [Command(1)]
    public Movement Deposit(string account, decimal amount, CommandContext context)
    {
        var old = Balance(account);
        _balances[account] = old + amount;
        return new Movement(account, true, old, old + amount, context.Slot);
    }

    [Command(2)]
    public Movement Withdraw(string account, decimal amount, CommandContext context)
    {
        var old = Balance(account);
        if (old < amount)
        {
            return new Movement(account, false, old, old, context.Slot);
        }

        _balances[account] = old - amount;
        return new Movement(account, true, old, old - amount, context.Slot);
    }

    [Query(3)]
    public decimal Balance(string account) => _balances.GetValueOrDefault(account);

    [Query(4, Consistency = ReadConsistency.BoundedStale)]
    public List<(string Account, decimal Balance)> Accounts(string? prefix = null, int limit = 100)
        => [.. _balances.Where(b => prefix is null || b.Key.StartsWith(prefix, StringComparison.Ordinal)).Take(limit).Select(b => (b.Key, b.Value))];
}
