using System.Globalization;

namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>Reads the calls and answers of a bank from the words that they are printed with.</summary>
internal static class BankText
{
    public static List<Operation<BankCall, BankAnswer>> Read(List<Operation<string, string>> history) => history.ConvertAll(o =>
        new Operation<BankCall, BankAnswer>(o.Client, Call(o.Call), o.Outcome, o.Result is null ? null : Answer(o.Result), o.InvokedAt, o.ReturnedAt));

    private static BankCall Call(string text) => text.Split(' ') switch
    {
        ["deposit", var account, var amount] => new BankCall.Deposit(account, Number(amount)),
        ["withdraw", var account, var amount] => new BankCall.Withdraw(account, Number(amount)),
        ["transfer", var from, var to, var amount] => new BankCall.Transfer(from, to, Number(amount)),
        ["balance", var account] => new BankCall.Balance(account),
        _ => throw new FormatException($"Not a call to a bank: {text}"),
    };

    private static BankAnswer Answer(string text) => text.Split(' ') switch
    {
        ["refused", .. var changes] => new BankAnswer(false, Change(changes[0]), changes.Length > 1 ? Change(changes[1]) : null),
        [.. var changes] => new BankAnswer(true, Change(changes[0]), changes.Length > 1 ? Change(changes[1]) : null),
    };

    private static BalanceChange Change(string text) => text.Split('→') switch
    {
        [var old, var now] => new BalanceChange(Number(old), Number(now)),
        [var balance] => new BalanceChange(Number(balance), Number(balance)),
        _ => throw new FormatException($"Not a balance: {text}"),
    };

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
