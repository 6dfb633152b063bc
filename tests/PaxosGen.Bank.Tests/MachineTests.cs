using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary>The state machine alone: a class with methods.</summary>
public sealed class MachineTests
{
    private readonly BankSample.Bank _bank = new();
    private long _slot;

    [Fact]
    public void A_deposit_opens_an_account_and_tells_the_balance_before_and_after()
    {
        Assert.Equal(new Movement("alice", true, 0m, 10.5m, 1), _bank.Deposit("alice", 10.5m, Next()));
        Assert.Equal(new Movement("alice", true, 10.5m, 11m, 2), _bank.Deposit("alice", 0.5m, Next()));
        Assert.Equal(11m, _bank.Balance("alice"));
        Assert.Equal(0m, _bank.Balance("nobody"));
    }

    [Fact]
    public void A_withdrawal_is_approved_only_if_the_balance_allows()
    {
        _bank.Deposit("alice", 10m, Next());
        Assert.Equal(new Movement("alice", false, 10m, 10m, 2), _bank.Withdraw("alice", 10.0001m, Next()));
        Assert.Equal(new Movement("alice", true, 10m, 0m, 3), _bank.Withdraw("alice", 10m, Next()));
        Assert.Equal(new Movement("alice", false, 0m, 0m, 4), _bank.Withdraw("alice", 0.0001m, Next()));
        Assert.Equal(new Movement("bob", false, 0m, 0m, 5), _bank.Withdraw("bob", 1m, Next()));
        Assert.Equal([new AccountBalance("alice", 0m)], _bank.Accounts());
    }

    [Fact]
    public void A_transfer_moves_money_or_changes_nothing()
    {
        _bank.Deposit("alice", 10m, Next());
        Assert.Equal(
            new TransferResult(true, new TransferSide("alice", 10m, 7.5m), new TransferSide("bob", 0m, 2.5m), 2),
            _bank.Transfer("alice", "bob", 2.5m, Next()));
        Assert.Equal(
            new TransferResult(false, new TransferSide("bob", 2.5m, 2.5m), new TransferSide("carol", 0m, 0m), 3),
            _bank.Transfer("bob", "carol", 3m, Next()));
        Assert.Equal([new AccountBalance("alice", 7.5m), new AccountBalance("bob", 2.5m)], _bank.Accounts());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0.00001")]
    [InlineData("1000000000000000000000000.0001")]
    [InlineData("79228162514264337593543950335")]
    public void An_amount_that_could_break_arithmetic_is_refused_whoever_sends_it(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        _bank.Deposit("rich", Money.Max, Next());
        Refused("badAmount", () => _bank.Deposit("alice", amount, Next()));
        Refused("badAmount", () => _bank.Withdraw("rich", amount, Next()));
        Refused("badAmount", () => _bank.Transfer("rich", "alice", amount, Next()));
        Assert.Equal([new AccountBalance("rich", Money.Max)], _bank.Accounts());
    }

    [Fact]
    public void A_balance_never_grows_to_where_decimals_are_rounded()
    {
        _bank.Deposit("rich", Money.Max - 0.0001m, Next());
        Assert.Equal(Money.Max, _bank.Deposit("rich", 0.0001m, Next()).NewBalance);
        _bank.Deposit("alice", 1m, Next());

        Refused("balanceTooLarge", () => _bank.Deposit("rich", 0.0001m, Next()));
        Refused("balanceTooLarge", () => _bank.Transfer("alice", "rich", 1m, Next()));
        Assert.Equal([new AccountBalance("alice", 1m), new AccountBalance("rich", Money.Max)], _bank.Accounts());
        Assert.Equal(Money.Max - 0.0001m, _bank.Withdraw("rich", 0.0001m, Next()).NewBalance);
    }

    [Fact]
    public void Ids_without_sense_are_refused()
    {
        _bank.Deposit("alice", 1m, Next());
        Refused("badAccount", () => _bank.Deposit("", 1m, Next()));
        Refused("badAccount", () => _bank.Withdraw(new string('a', 129), 1m, Next()));
        Refused("badAccount", () => _bank.Transfer("alice", "", 1m, Next()));
        Refused("sameAccount", () => _bank.Transfer("alice", "alice", 1m, Next()));
        Assert.Equal(1m, _bank.Balance("alice"));
    }

    [Fact]
    public void Accounts_come_in_ordinal_order_by_prefix_and_up_to_a_limit()
    {
        foreach (var account in (string[])["b", "ab", "a", "B", "aé", "ac", "z"])
        {
            _bank.Deposit(account, 1m, Next());
        }

        Assert.Equal(["B", "a", "ab", "ac", "aé", "b", "z"], _bank.Accounts().Select(a => a.Account));
        Assert.Equal(["a", "ab", "ac", "aé"], _bank.Accounts("a").Select(a => a.Account));
        Assert.Equal(["a", "ab"], _bank.Accounts("a", 2).Select(a => a.Account));
        Assert.Empty(_bank.Accounts("y"));
        Assert.Empty(_bank.Accounts("zz"));
    }

    private CommandContext Next() => CommandContext.For(++_slot, DateTimeOffset.UnixEpoch);

    private static void Refused(string code, Action command) => Assert.Equal(code, Assert.Throws<CommandRejectedException>(command).Code);
}
