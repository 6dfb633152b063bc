using System.Collections.Immutable;
using System.Globalization;

namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>A call to samples/Bank.</summary>
internal abstract record BankCall
{
    public sealed record Deposit(string Account, decimal Amount) : BankCall
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"deposit {Account} {Amount}");
    }

    public sealed record Withdraw(string Account, decimal Amount) : BankCall
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"withdraw {Account} {Amount}");
    }

    public sealed record Transfer(string From, string To, decimal Amount) : BankCall
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"transfer {From} {To} {Amount}");
    }

    public sealed record Balance(string Account) : BankCall
    {
        public override string ToString() => $"balance {Account}";
    }
}

/// <summary>A balance before and after.</summary>
internal readonly record struct BalanceChange(decimal Old, decimal New)
{
    public override string ToString() => Old == New
        ? Old.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Old}→{New}");
}

/// <summary>What the bank answers: of a transfer both accounts, else one.</summary>
internal sealed record BankAnswer(bool Approved, BalanceChange Account, BalanceChange? To = null)
{
    public override string ToString() => $"{(Approved ? "" : "refused ")}{Account}{(To is { } to ? $" {to}" : "")}";
}

/// <summary>Deposits, withdrawals and transfers as samples/Bank does them; balances are checked account by account, unless transfers connect them.</summary>
internal sealed class BankModel : SequentialModel<ImmutableSortedDictionary<string, decimal>, BankCall, BankAnswer>
{
    public override ImmutableSortedDictionary<string, decimal> Initial => ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    public override IEqualityComparer<ImmutableSortedDictionary<string, decimal>> States { get; } = EqualityComparer<ImmutableSortedDictionary<string, decimal>>.Create(
        (x, y) => x!.Count == y!.Count && x.SequenceEqual(y),
        balances => balances.Aggregate(0, HashCode.Combine));

    public override (ImmutableSortedDictionary<string, decimal> State, BankAnswer Result) Apply(ImmutableSortedDictionary<string, decimal> state, BankCall call)
    {
        switch (call)
        {
            case BankCall.Deposit(var account, var amount):
                var (paid, into) = Move(state, account, amount);
                return (paid, new BankAnswer(true, into));
            case BankCall.Withdraw(var account, var amount) when state.GetValueOrDefault(account) >= amount:
                var (taken, from) = Move(state, account, -amount);
                return (taken, new BankAnswer(true, from));
            case BankCall.Withdraw(var account, _):
                return (state, new BankAnswer(false, Unchanged(state, account)));
            case BankCall.Transfer(var payer, var payee, var amount) when state.GetValueOrDefault(payer) >= amount:
                var (less, payerChange) = Move(state, payer, -amount);
                var (moved, payeeChange) = Move(less, payee, amount);
                return (moved, new BankAnswer(true, payerChange, payeeChange));
            case BankCall.Transfer(var payer, var payee, _):
                return (state, new BankAnswer(false, Unchanged(state, payer), Unchanged(state, payee)));
            case BankCall.Balance(var account):
                return (state, new BankAnswer(true, Unchanged(state, account)));
            default:
                throw new ArgumentException($"The bank has no such call: {call}.", nameof(call));
        }
    }

    public override IReadOnlyCollection<string> Keys(BankCall call) => call switch
    {
        BankCall.Deposit(var account, _) => [account],
        BankCall.Withdraw(var account, _) => [account],
        BankCall.Transfer(var from, var to, _) => [from, to],
        BankCall.Balance(var account) => [account],
        _ => throw new ArgumentException($"The bank has no such call: {call}.", nameof(call)),
    };

    private static (ImmutableSortedDictionary<string, decimal> State, BalanceChange Change) Move(
        ImmutableSortedDictionary<string, decimal> state, string account, decimal amount)
    {
        var old = state.GetValueOrDefault(account);
        return (state.SetItem(account, old + amount), new BalanceChange(old, old + amount));
    }

    private static BalanceChange Unchanged(ImmutableSortedDictionary<string, decimal> state, string account)
    {
        var balance = state.GetValueOrDefault(account);
        return new BalanceChange(balance, balance);
    }
}
