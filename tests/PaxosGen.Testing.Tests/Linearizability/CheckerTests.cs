namespace PaxosGen.Testing.Tests.Linearizability;

public sealed class CheckerTests
{
    public static TheoryData<string, string> GoodRegisters => new()
    {
        { "nothing happened", "" },
        { "one after another", """
            read -> 0    |-|
            write 1           |-|
            read -> 1             |-|
            """ },
        { "a read beside a write sees the old value or the new", """
            write 1      |-------|
            read -> 0      |-|
            read -> 1           |-|
            read -> 1               |-|
            """ },
        { "a write is seen before it returns", """
            write 1      |-----------|
            read -> 1      |-|
            read -> 1           |-|
            """ },
        { "two writes at once, in either order", """
            write 1      |-----|
            write 2      |-----|
            read -> 1              |-|
            """ },
        { "a lost answer, applied", """
            write 1      |-?
            read -> 1          |-|
            """ },
        { "a lost answer, not applied", """
            write 1      |-?
            read -> 0          |-|
            """ },
        { "a lost answer, applied late", """
            write 1      |-?
            read -> 0          |-|
            write 2                |-|
            read -> 2                  |-|
            read -> 1                      |-|
            """ },
        { "what was dropped is not seen", """
            write 1      |-x
            read -> 0          |-|
            """ },
        { "compare and swap: one of two wins", """
            cas 0 1 -> no  |-----|
            cas 0 2        |-----|
            read -> 2                |-|
            """ },
    };

    public static TheoryData<string, string> BadRegisters => new()
    {
        { "a stale read", """
            write 1      |-|
            read -> 0         |-|
            """ },
        { "a value from nowhere", """
            write 1      |-|
            read -> 7         |-|
            """ },
        { "seen, then unseen", """
            write 1      |-------------|
            read -> 1      |-|
            read -> 0           |-|
            """ },
        { "two readers disagree on the order of two writes", """
            write 1      |-------------|
            write 2      |-------------|
            read -> 1                     |-|
            read -> 2                         |-|
            """ },
        { "a lost answer, seen, then unseen", """
            write 1      |-?
            read -> 1          |-|
            read -> 0              |-|
            """ },
        { "a lost answer, seen before the call", """
            read -> 1    |-|
            write 1            |-?
            """ },
        { "a lost answer, applied twice", """
            write 1      |-?
            read -> 1          |-|
            write 2                |-|
            read -> 2                  |-|
            read -> 1                      |-|
            """ },
        { "what was dropped is seen", """
            write 1      |-x
            read -> 1          |-|
            """ },
        { "compare and swap: both win", """
            cas 0 1        |-----|
            cas 0 2        |-----|
            """ },
    };

    public static TheoryData<string, string> GoodCounters => new()
    {
        { "at once, in the order of the sums", """
            add a 1 -> 3   |-----|
            add a 2 -> 2   |-----|
            get a -> 3               |-|
            """ },
        { "a lost answer between two sums", """
            add a 1 -> 1   |-|
            add a 5             |-?
            get a -> 1             |-|
            add a 1 -> 7               |-|
            """ },
        { "two counters", """
            add a 1 -> 1   |-|
            add b 1 -> 1      |-|
            all -> 2              |-|
            """ },
    };

    public static TheoryData<string, string> BadCounters => new()
    {
        { "a lost update", """
            add a 1 -> 1   |-----|
            add a 1 -> 1   |-----|
            """ },
        { "a double apply", """
            add a 1 -> 1   |-|
            get a -> 2          |-|
            """ },
        { "a double apply of a lost answer", """
            add a 1        |-?
            get a -> 2          |-|
            """ },
        { "reordered", """
            add a 1 -> 3   |-|
            add a 2 -> 2        |-|
            """ },
        { "each counter is right, and their sum is not", """
            add a 1 -> 1   |-|
            add b 1 -> 1      |-|
            all -> 1              |-|
            """ },
    };

    public static TheoryData<string, string> GoodBanks => new()
    {
        { "money moves", """
            deposit a 10.5 -> 0→10.5          |-|
            transfer a b 4 -> 10.5→6.5 0→4        |-|
            withdraw b 5 -> refused 4                 |-|
            balance a -> 6.5                          |-|
            """ },
        { "a transfer with a lost answer reached both accounts", """
            deposit a 10 -> 0→10          |-|
            transfer a b 4                    |-?
            balance b -> 4                         |-|
            balance a -> 6                             |-|
            """ },
        { "a withdrawal is refused before a deposit beside it", """
            withdraw a 1 -> refused 0     |-----|
            deposit a 1 -> 0→1            |-----|
            """ },
    };

    public static TheoryData<string, string> BadBanks => new()
    {
        { "a transfer reached one account only", """
            deposit a 10 -> 0→10          |-|
            transfer a b 4                    |-?
            balance b -> 4                         |-|
            balance a -> 10                            |-|
            """ },
        { "approved with too little money", """
            deposit a 1 -> 0→1            |-|
            withdraw a 2 -> 1→-1              |-|
            """ },
        { "refused with enough money", """
            deposit a 2 -> 0→2            |-|
            withdraw a 2 -> refused 2         |-|
            """ },
        { "right sum, wrong balances in the answer", """
            deposit a 1 -> 0→1            |-|
            deposit a 2 -> 0→3                |-|
            balance a -> 3                        |-|
            """ },
    };

    [Theory]
    [MemberData(nameof(GoodRegisters))]
    public void A_register_could_have_done_that(string _, string picture) => AssertGood(Picture.History(picture), new RegisterModel());

    [Theory]
    [MemberData(nameof(BadRegisters))]
    public void No_register_did_that(string _, string picture) => AssertBad(Picture.History(picture), new RegisterModel());

    [Theory]
    [MemberData(nameof(GoodCounters))]
    public void A_counter_could_have_done_that(string _, string picture) => AssertGood(Picture.History(picture), new CounterModel());

    [Theory]
    [MemberData(nameof(BadCounters))]
    public void No_counter_did_that(string _, string picture) => AssertBad(Picture.History(picture), new CounterModel());

    [Theory]
    [MemberData(nameof(GoodBanks))]
    public void A_bank_could_have_done_that(string _, string picture) => AssertGood(BankText.Read(Picture.History(picture)), new BankModel());

    [Theory]
    [MemberData(nameof(BadBanks))]
    public void No_bank_did_that(string _, string picture) => AssertBad(BankText.Read(Picture.History(picture)), new BankModel());

    [Fact]
    public void The_explanation_names_what_fits_and_what_does_not()
    {
        var history = Picture.History("""
            write 1      |-----|
            read -> 1      |-|
            read -> 0              |---|
            cas 2 3                  |------|
            write 0                              |-|
            """);
        var verdict = Assert.IsType<NotLinearizable>(LinearizabilityChecker.Check(history, new RegisterModel()));
        Assert.Equal(["write 1", "read"], verdict.Prefix.Select(o => ((Operation<string, string>)o).Call));
        Assert.Same(history[2], verdict.Misfit);
        Assert.Equal("""
            In a part of 5 operations at most 2 can be put in order. The end of that order:
              client 1: write 1 -> ok [13, 19]
              client 2: read -> 1 [15, 17]
            Then this does not fit, and all that remains was called later or overlaps it:
              client 3: read -> 0 [23, 27]
                the model answers 1
              client 4: cas 2 3 -> ok [25, 32]
                the model answers no

            """.ReplaceLineEndings("\n"), verdict.Explanation);
        Assert.Contains(verdict.Explanation, Assert.Throws<NotLinearizableException>(verdict.EnsureLinearizable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_that_returns_before_its_call_is_refused()
    {
        Operation<string, string>[] history = [new(1, "read", OperationOutcome.Returned, "0", 5, 4)];
        Assert.Contains("returned before it was invoked: client 1", Assert.Throws<ArgumentException>(() => LinearizabilityChecker.Check(history, new RegisterModel())).Message, StringComparison.Ordinal);
    }

    private static void AssertGood<TState, TCall, TResult>(List<Operation<TCall, TResult>> history, SequentialModel<TState, TCall, TResult> model)
    {
        var verdict = LinearizabilityChecker.Check(history, model);
        Assert.True(verdict is Linearizable, verdict.ToString());
        verdict.EnsureLinearizable();
    }

    private static void AssertBad<TState, TCall, TResult>(List<Operation<TCall, TResult>> history, SequentialModel<TState, TCall, TResult> model) =>
        Assert.IsType<NotLinearizable>(LinearizabilityChecker.Check(history, model));
}
