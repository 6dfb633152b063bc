using PaxosGen;

namespace BankSample;

/// <summary>The bank of Lamport's paper: teller machines everywhere, one ledger.</summary>
/// <remarks>
/// Every replica runs these methods in the same order with the same arguments. What they refuse, they refuse before
/// they change anything.
/// </remarks>
[ReplicatedStateMachine]
public sealed partial class Bank
{
    private readonly SortedDictionary<string, decimal> _balances = new(StringComparer.Ordinal);

    /// <summary>Puts money into an account; the first deposit opens it.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="amount">How much: positive, with at most 4 decimals.</param>
    /// <param name="context">Place in the log.</param>
    [Command(1)]
    public Movement Deposit(string account, decimal amount, CommandContext context)
    {
        Check(account, amount);
        var old = Balance(account);
        var balance = Sum(account, old, amount);
        _balances[account] = balance;
        return new Movement(account, true, old, balance, context.Slot);
    }

    /// <summary>Takes money out of an account, if the balance allows. Either way the answer tells the balance before and after.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="amount">How much: positive, with at most 4 decimals.</param>
    /// <param name="context">Place in the log.</param>
    [Command(2)]
    public Movement Withdraw(string account, decimal amount, CommandContext context)
    {
        Check(account, amount);
        var old = Balance(account);
        if (old < amount)
        {
            return new Movement(account, false, old, old, context.Slot);
        }

        _balances[account] = old - amount;
        return new Movement(account, true, old, old - amount, context.Slot);
    }

    /// <summary>Moves money between two accounts, if the balance of the first allows.</summary>
    /// <param name="from">Who pays.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="amount">How much: positive, with at most 4 decimals.</param>
    /// <param name="context">Place in the log.</param>
    [Command(3)]
    public TransferResult Transfer(string from, string to, decimal amount, CommandContext context)
    {
        Check(from, amount);
        Check(to, amount);
        if (from == to)
        {
            throw new CommandRejectedException("sameAccount", $"'{from}' cannot pay itself.");
        }

        var (payer, payee) = (Balance(from), Balance(to));
        if (payer < amount)
        {
            return new TransferResult(false, new TransferSide(from, payer, payer), new TransferSide(to, payee, payee), context.Slot);
        }

        var sum = Sum(to, payee, amount);
        _balances[from] = payer - amount;
        _balances[to] = sum;
        return new TransferResult(true, new TransferSide(from, payer, payer - amount), new TransferSide(to, payee, sum), context.Slot);
    }

    /// <summary>The balance of an account; 0 for one that nobody has paid into.</summary>
    /// <param name="account">Whose.</param>
    [Query(4)]
    public decimal Balance(string account) => _balances.GetValueOrDefault(account);

    /// <summary>Accounts and their balances, in ordinal order.</summary>
    /// <param name="prefix">How their ids start; all accounts when empty.</param>
    /// <param name="limit">At most so many.</param>
    [Query(5)]
    public List<AccountBalance> Accounts(string prefix = "", int limit = 100) =>
    [
        .. _balances
            .SkipWhile(b => string.CompareOrdinal(b.Key, prefix) < 0)
            .TakeWhile(b => b.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Take(limit)
            .Select(b => new AccountBalance(b.Key, b.Value)),
    ];

    /// <summary>Accounts and their balances from one on, in ordinal order: for going through all of them.</summary>
    /// <param name="account">Only ids behind this one; all when empty.</param>
    /// <param name="limit">At most so many.</param>
    [Query(6)]
    public List<AccountBalance> AccountsAfter(string account, int limit) =>
    [
        .. _balances
            .SkipWhile(b => string.CompareOrdinal(b.Key, account) <= 0)
            .Take(limit)
            .Select(b => new AccountBalance(b.Key, b.Value)),
    ];

    private static void Check(string account, decimal amount)
    {
        if (account.Length is 0 or > 2 * Money.MaxAccountCharacters)
        {
            throw new CommandRejectedException("badAccount", $"An account's id has 1 to {Money.MaxAccountCharacters} characters.");
        }

        if (amount <= 0 || amount > Money.Max || decimal.Round(amount, Money.Decimals) != amount)
        {
            throw new CommandRejectedException("badAmount", $"An amount is above 0, at most {Money.MaxText}, and has at most {Money.Decimals} decimals.");
        }
    }

    // Both are at most Money.Max, so this sum is exact; the next one is only if this one is kept within it.
    private static decimal Sum(string account, decimal balance, decimal amount) => balance + amount <= Money.Max
        ? balance + amount
        : throw new CommandRejectedException("balanceTooLarge", $"The balance of '{account}' would exceed {Money.MaxText}.");
}
