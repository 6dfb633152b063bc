using System.Globalization;
using BankSample;
using BankSample.Ledger;

namespace PaxosGen.Bank.Tests;

/// <summary>What every account must hold at the end, exactly.</summary>
public sealed class LedgerBooksTests
{
    [Theory]
    [InlineData("0", "")]
    [InlineData("1.50", "1.50")]
    [InlineData("3.5000", "1.5 2.0000")]
    [InlineData("999999999999999999999998.0002", "999999999999999999999999.0001 999999999999999999999999.0001 -1000000000000000000000000")]
    [InlineData("-0.0001", "-0.0001")]
    public void Sums_are_exact_and_keep_the_decimals_of_their_amounts(string sum, string amounts)
    {
        var added = amounts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate(default(MoneySum), (s, a) => a[0] == '-'
            ? s - MoneySum.Of(decimal.Parse(a[1..], CultureInfo.InvariantCulture))
            : s + MoneySum.Of(decimal.Parse(a, CultureInfo.InvariantCulture)));
        Assert.Equal(sum, added.ToString());
    }

    [Fact]
    public void A_sum_of_largest_amounts_is_not_rounded()
    {
        var sum = Enumerable.Repeat(MoneySum.Of(Money.Max), 1000).Aggregate((a, b) => a + b) + MoneySum.Of(0.0001m);
        Assert.Equal("1000000000000000000000000000.0001", sum.ToString());
    }

    [Fact]
    public void Accounts_that_hold_what_the_lines_say_are_in_order()
    {
        var books = Entered();
        Assert.Empty(books.Compare([new("alice", 6m), new("bob", 3.5m), new("carol", 7m)]));
        Assert.Equal(("12.5", "5.0", "1", "3"), ($"{books.Before}", $"{books.Deposited}", $"{books.Withdrawn}", $"{books.Transferred}"));
    }

    [Fact]
    public void Each_other_account_is_named_and_whether_the_ledger_moved_money_there()
    {
        var discrepancies = Entered().Compare([new("alice", 6.0001m), new("carol", 8m), new("dave", 1m)]);
        Assert.Equal(
            [
                "True 'alice' had 5, the ledger moved 1.0, and it holds 6.0001",
                "False 'carol' had 7, the ledger moved 0, and it holds 8",
                "False 'dave' had 0, the ledger moved 0, and it holds 1",
                "True 'bob' had 0.5, the ledger moved 3, and it holds 0",
            ],
            discrepancies.Select(d => $"{d.IsOfLedger} {d}"));
    }

    private static Books Entered()
    {
        var books = new Books([new("alice", 5m), new("bob", 0.5m), new("carol", 7m)]);
        books.Enter(new LedgerLine(2, LedgerKind.Deposit, "alice", "", 5.0m));
        books.Enter(new LedgerLine(3, LedgerKind.Withdraw, "alice", "", 1m));
        books.Enter(new LedgerLine(4, LedgerKind.Transfer, "alice", "bob", 3m));
        return books;
    }
}
