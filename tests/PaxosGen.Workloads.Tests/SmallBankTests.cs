namespace PaxosGen.Workloads.Tests;

/// <summary>Each operation's rules, on the class itself.</summary>
public sealed class SmallBankTests
{
    private const long Alice = 1;
    private const long Bob = 2;
    private const long Nobody = 3;

    private readonly SmallBank _bank = new();

    public SmallBankTests() => _bank.OpenAccounts(Alice, [new SmallBankAccounts(100_00, 50_00), new SmallBankAccounts(7_00, 3_00)]);

    [Fact]
    public void Balance_is_the_sum_of_both_accounts()
    {
        Assert.Equal(150_00, _bank.Balance(Alice));
        Assert.Equal(10_00, _bank.Balance(Bob));
        Refused("unknownCustomer", () => _bank.Balance(Nobody));
    }

    [Fact]
    public void DepositChecking_adds_and_refuses_negative_amounts()
    {
        _bank.DepositChecking(Alice, 1_30);
        Assert.Equal(new SmallBankAccounts(100_00, 51_30), _bank.Accounts(Alice));
        Refused("badAmount", () => _bank.DepositChecking(Alice, -1));
        Refused("unknownCustomer", () => _bank.DepositChecking(Nobody, 1));
    }

    [Fact]
    public void TransactSavings_adds_and_takes_until_nothing_is_left()
    {
        _bank.TransactSavings(Alice, 20_20);
        _bank.TransactSavings(Alice, -120_20);
        Assert.Equal(new SmallBankAccounts(0, 50_00), _bank.Accounts(Alice));
        Refused("negativeSavings", () => _bank.TransactSavings(Alice, -1));
        Refused("unknownCustomer", () => _bank.TransactSavings(Nobody, 1));
    }

    [Fact]
    public void Amalgamate_moves_all_of_one_customer_to_the_checking_of_another()
    {
        _bank.Amalgamate(Alice, Bob);
        Assert.Equal(default, _bank.Accounts(Alice));
        Assert.Equal(new SmallBankAccounts(7_00, 153_00), _bank.Accounts(Bob));
        Refused("sameCustomer", () => _bank.Amalgamate(Alice, Alice));
        Refused("unknownCustomer", () => _bank.Amalgamate(Alice, Nobody));
        Refused("unknownCustomer", () => _bank.Amalgamate(Nobody, Alice));
    }

    [Fact]
    public void WriteCheck_takes_from_checking_alone_as_long_as_both_accounts_cover_it()
    {
        _bank.WriteCheck(Alice, 150_00);
        Assert.Equal(new SmallBankAccounts(100_00, -100_00), _bank.Accounts(Alice));
        Refused("badAmount", () => _bank.WriteCheck(Alice, -1));
        Refused("unknownCustomer", () => _bank.WriteCheck(Nobody, 1));
    }

    [Fact]
    public void WriteCheck_costs_a_penalty_when_both_accounts_do_not_cover_it()
    {
        _bank.WriteCheck(Alice, 150_01);
        Assert.Equal(new SmallBankAccounts(100_00, -101_01), _bank.Accounts(Alice));

        // Overdrawn as she is, any cheque costs one.
        _bank.WriteCheck(Alice, 1);
        Assert.Equal(new SmallBankAccounts(100_00, -102_02), _bank.Accounts(Alice));
    }

    [Fact]
    public void SendPayment_moves_between_checking_accounts_what_is_there()
    {
        _bank.SendPayment(Alice, Bob, 50_00);
        Assert.Equal(new SmallBankAccounts(100_00, 0), _bank.Accounts(Alice));
        Assert.Equal(new SmallBankAccounts(7_00, 53_00), _bank.Accounts(Bob));
        Refused("insufficientFunds", () => _bank.SendPayment(Alice, Bob, 1));
        Refused("badAmount", () => _bank.SendPayment(Bob, Alice, -1));
        Refused("sameCustomer", () => _bank.SendPayment(Bob, Bob, 1));
        Refused("unknownCustomer", () => _bank.SendPayment(Bob, Nobody, 1));
        Refused("unknownCustomer", () => _bank.SendPayment(Nobody, Bob, 1));
    }

    [Fact]
    public void Sums_never_overflow()
    {
        _bank.OpenAccounts(Nobody, [new SmallBankAccounts(SmallBank.MaxCents, SmallBank.MaxCents)]);
        Refused("balanceTooLarge", () => _bank.DepositChecking(Nobody, 1));
        Refused("balanceTooLarge", () => _bank.TransactSavings(Nobody, 1));
        Refused("balanceTooLarge", () => _bank.Amalgamate(Nobody, Alice));
        Refused("balanceTooLarge", () => _bank.SendPayment(Alice, Nobody, 1));
        Refused("badAmount", () => _bank.TransactSavings(Nobody, long.MinValue));
        Refused("badAmount", () => _bank.WriteCheck(Nobody, long.MaxValue));
        Refused("badAmount", () => _bank.OpenAccounts(9, [new SmallBankAccounts(0, -1)]));
        Assert.Equal(2 * SmallBank.MaxCents, _bank.Balance(Nobody));
        Assert.Equal(new SmallBankAccounts(100_00, 50_00), _bank.Accounts(Alice));
    }

    private void Refused(string code, Func<object> call)
    {
        var before = Everything();
        Assert.Equal(code, Assert.Throws<CommandRejectedException>(call).Code);
        Assert.Equal(before, Everything());
    }

    private void Refused(string code, Action call) => Refused(code, () =>
    {
        call();
        return "done";
    });

    private (SmallBankAccounts Alice, SmallBankAccounts Bob) Everything() => (_bank.Accounts(Alice), _bank.Accounts(Bob));
}
