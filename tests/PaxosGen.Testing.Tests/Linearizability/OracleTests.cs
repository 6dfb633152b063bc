namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>The checker against the definition, on thousands of small histories, good and bad.</summary>
public sealed class OracleTests
{
    private const int Histories = 4000;

    [Fact]
    public void Registers() => Compare(new RegisterModel(), r => r.Next(4) switch
    {
        0 => $"write {1 + r.Next(3)}",
        1 => $"cas {r.Next(3)} {r.Next(3)}",
        _ => "read",
    });

    [Fact]
    public void Counters() => Compare(new CounterModel(), r => (r.Next(9), r.Next(2) == 0 ? "a" : "b") switch
    {
        (0, _) => "all",
        ( < 4, var name) => $"get {name}",
        ( < 7, var name) => $"add {name} {1 + r.Next(2)}",
        (_, var name) => $"bump {name}",
    });

    [Fact]
    public void Banks() => Compare(new BankModel(), r =>
    {
        var (one, other) = r.Next(3) switch { 0 => ("a", "b"), 1 => ("b", "c"), _ => ("a", "a") };
        return r.Next(4) switch
        {
            0 => new BankCall.Balance(one),
            1 => new BankCall.Withdraw(one, 1 + r.Next(2)),
            2 when one != other => new BankCall.Transfer(one, other, 1),
            _ => new BankCall.Deposit(other, 1 + r.Next(2)),
        };
    });

    private static void Compare<TState, TCall, TResult>(SequentialModel<TState, TCall, TResult> model, Func<ReplicatedRandom, TCall> anyCall)
    {
        var histories = new RandomHistories<TState, TCall, TResult>(model, anyCall, seed: 17);
        var good = 0;
        for (var i = 0; i < Histories; i++)
        {
            var history = histories.Next();
            var expected = BruteForce.IsLinearizable(history, model);
            var verdict = LinearizabilityChecker.Check(history, model);
            Assert.True(
                expected ? verdict is Linearizable : verdict is NotLinearizable,
                $"History {i} is {(expected ? "" : "not ")}linearizable, and the checker says: {verdict}\n{string.Join('\n', history.OrderBy(o => o.InvokedAt))}");
            good += expected ? 1 : 0;
        }

        // Enough of both kinds, or the comparison says little.
        Assert.InRange(good, Histories / 5, Histories * 9 / 10);
    }
}
