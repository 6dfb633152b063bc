namespace PaxosGen.Workloads.Tests;

/// <summary>
/// SmallBank once more, as simple as can be: an array of balances, and each rule as one line. What it refuses it tells by the
/// code of the refusal.
/// </summary>
internal sealed class SmallBankModel
{
    private readonly decimal[] _savings;
    private readonly decimal[] _checking;

    public SmallBankModel(IReadOnlyList<SmallBankAccounts> accounts)
    {
        _savings = [.. accounts.Select(a => a.Savings / 100m)];
        _checking = [.. accounts.Select(a => a.Checking / 100m)];
    }

    public (decimal Savings, decimal Checking) this[int customer] => (_savings[customer], _checking[customer]);

    /// <summary>Does what a call does.</summary>
    /// <returns>The code of the refusal; null when it is done.</returns>
    public string? Do(SmallBankCall call)
    {
        var (n, m, v) = (call.Customer, call.Other, call.Amount);
        switch (call.Operation)
        {
            case SmallBankOperation.DepositChecking:
                return v < 0 ? "badAmount" : Then(() => _checking[n] += v);
            case SmallBankOperation.TransactSavings:
                return _savings[n] + v < 0 ? "negativeSavings" : Then(() => _savings[n] += v);
            case SmallBankOperation.WriteCheck:
                return Then(() => _checking[n] -= _savings[n] + _checking[n] < v ? v + 1 : v);
            case SmallBankOperation.SendPayment:
                return _checking[n] < v ? "insufficientFunds" : Then(() => (_checking[n], _checking[m]) = (_checking[n] - v, _checking[m] + v));
            case SmallBankOperation.Amalgamate:
                return Then(() => (_savings[n], _checking[n], _checking[m]) = (0, 0, _checking[m] + _savings[n] + _checking[n]));
            default:
                return null;
        }
    }

    private static string? Then(Action done)
    {
        done();
        return null;
    }
}

/// <summary>The benchmark's operations.</summary>
internal enum SmallBankOperation
{
    Balance,
    DepositChecking,
    TransactSavings,
    Amalgamate,
    WriteCheck,
    SendPayment,
}

/// <summary>One call of the benchmark.</summary>
/// <param name="Operation">What.</param>
/// <param name="Customer">Whose, or from whom.</param>
/// <param name="Other">To whom, if there is another.</param>
/// <param name="Amount">How many dollars, if there is an amount.</param>
internal sealed record SmallBankCall(SmallBankOperation Operation, int Customer, int Other, decimal Amount)
{
    /// <summary>The amount in cents.</summary>
    public long Cents => (long)(Amount * 100);

    /// <summary>Draws a call among so many customers, with amounts about as large as what these have.</summary>
    public static SmallBankCall Draw(Random random, int customers)
    {
        var operation = (SmallBankOperation)random.Next(6);
        var customer = random.Next(customers);
        var other = (customer + 1 + random.Next(customers - 1)) % customers;
        var amount = random.Next(1, 15_000) / 100m;
        return new SmallBankCall(operation, customer, other, operation == SmallBankOperation.TransactSavings && random.Next(2) == 0 ? -amount : amount);
    }
}
