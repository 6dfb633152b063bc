namespace BankSample.Ledger;

/// <summary>
/// What a replay must have done to every account: the balances before, and the lines that the bank has approved. At the
/// end each account must hold just that, or money was lost, made, or moved by somebody else.
/// </summary>
/// <remarks>Takes memory for each account, not for each line. Not thread-safe.</remarks>
internal sealed class Books
{
    private readonly Dictionary<string, MoneySum> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MoneySum> _moved = new(StringComparer.Ordinal);

    public Books(IEnumerable<AccountBalance> before)
    {
        foreach (var (account, balance) in before)
        {
            _before.Add(account, MoneySum.Of(balance));
            Before += MoneySum.Of(balance);
        }
    }

    /// <summary>All that was in the bank before.</summary>
    public MoneySum Before { get; }

    public MoneySum Deposited { get; private set; }

    public MoneySum Withdrawn { get; private set; }

    public MoneySum Transferred { get; private set; }

    /// <summary>Enters a line that the bank has approved.</summary>
    public void Enter(LedgerLine line)
    {
        var amount = MoneySum.Of(line.Amount);
        switch (line.Kind)
        {
            case LedgerKind.Deposit:
                Move(line.Account, amount);
                Deposited += amount;
                break;
            case LedgerKind.Withdraw:
                Move(line.Account, default(MoneySum) - amount);
                Withdrawn += amount;
                break;
            default:
                Move(line.Account, default(MoneySum) - amount);
                Move(line.To, amount);
                Transferred += amount;
                break;
        }
    }

    /// <summary>The accounts that do not hold what they must.</summary>
    /// <param name="after">All balances of the bank.</param>
    public List<Discrepancy> Compare(IEnumerable<AccountBalance> after)
    {
        List<Discrepancy> discrepancies = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (account, balance) in after)
        {
            seen.Add(account);
            Check(account, MoneySum.Of(balance));
        }

        foreach (var missing in _before.Keys.Union(_moved.Keys).Where(account => !seen.Contains(account)))
        {
            Check(missing, default);
        }

        return discrepancies;

        void Check(string account, MoneySum found)
        {
            var (before, moved) = (_before.GetValueOrDefault(account), _moved.GetValueOrDefault(account));
            if (found.Units != (before + moved).Units)
            {
                discrepancies.Add(new Discrepancy(account, before, moved, found, _moved.ContainsKey(account)));
            }
        }
    }

    private void Move(string account, MoneySum amount) => _moved[account] = _moved.GetValueOrDefault(account) + amount;
}

/// <summary>An account that does not hold what it must.</summary>
/// <param name="Account">Which.</param>
/// <param name="Before">Its balance before.</param>
/// <param name="Moved">What the replay put in, or took out if negative.</param>
/// <param name="Found">Its balance after.</param>
/// <param name="IsOfLedger">Whether the replay moved money here at all.</param>
internal sealed record Discrepancy(string Account, MoneySum Before, MoneySum Moved, MoneySum Found, bool IsOfLedger)
{
    public override string ToString() => $"{Excerpt.Of(Account)} had {Before}, the ledger moved {Moved}, and it holds {Found}";
}
