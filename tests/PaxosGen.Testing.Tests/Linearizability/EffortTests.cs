namespace PaxosGen.Testing.Tests.Linearizability;

/// <summary>What the search costs, in visited states: time is not asked.</summary>
public sealed class EffortTests
{
    [Fact]
    public void Calls_that_commute_are_not_tried_in_every_order()
    {
        // 12! orders, 2^12 sets.
        var history = Batch(0, 12, "bump a").Append(At(100, "get a", "11")).ToList();
        var verdict = LinearizabilityChecker.Check(history, new CounterModel());
        Assert.IsType<NotLinearizable>(verdict);
        Assert.InRange(verdict.Visited, 1, 1 << 12);
    }

    [Fact]
    public void A_batch_that_is_explained_is_not_searched_again_for_a_later_one()
    {
        // (6!)^50 orders; each read fits only after the whole batch before it.
        var history = Enumerable.Range(0, 50)
            .SelectMany(b => Batch(b * 100, 6, "bump a").Append(At((b * 100) + 50, "get a", b == 49 ? "299" : $"{(b + 1) * 6}")))
            .ToList();
        var verdict = LinearizabilityChecker.Check(history, new CounterModel());
        Assert.IsType<NotLinearizable>(verdict);
        Assert.InRange(verdict.Visited, 1, 50 * ((1 << 6) + 1));
    }

    [Fact]
    public void A_long_history_of_few_clients_costs_little_more_than_its_length()
    {
        var history = new List<Operation<string, string>>();
        for (var i = 0; i < 50_000; i++)
        {
            // Each overlaps the one before and the one after.
            history.Add(new Operation<string, string>(i % 2, "add a 1", OperationOutcome.Returned, $"{i + 1}", i * 10, (i * 10) + 15));
        }

        var verdict = LinearizabilityChecker.Check(history, new CounterModel());
        Assert.IsType<Linearizable>(verdict);
        Assert.Equal(50_000, verdict.Visited);
    }

    [Fact]
    public void Keys_that_nothing_connects_are_checked_apart()
    {
        // 20 calls at once on each counter: together 2^20 sets for each order, apart as many as calls.
        var history = Batch(0, 10, "bump a").Concat(Batch(0, 10, "bump b")).Append(At(100, "get a", "10")).Append(At(100, "get b", "9")).ToList();
        var apart = LinearizabilityChecker.Check(history, new CounterModel());
        Assert.IsType<NotLinearizable>(apart);
        Assert.InRange(apart.Visited, 1, 11 + (1 << 10));

        var together = LinearizabilityChecker.Check([.. history, At(200, "all", "20")], new CounterModel(), new LinearizabilityLimits { MaxVisited = 1 << 12 });
        Assert.IsType<Undecided>(together);
    }

    [Theory]
    [InlineData("balance a -> 5", 4)]
    [InlineData("balance b -> 5", 4)]
    [InlineData("balance c -> 4", 2)]
    public void A_transfer_connects_two_accounts_and_leaves_the_others_alone(string wrong, int part)
    {
        var history = BankText.Read(Picture.History($"""
            deposit a 5 -> 0→5            |-|
            deposit b 5 -> 0→5            |-|
            deposit c 5 -> 0→5            |-|
            transfer a b 1 -> 5→4 5→6         |-|
            {wrong}                                |-|
            """));
        var verdict = Assert.IsType<NotLinearizable>(LinearizabilityChecker.Check(history, new BankModel()));
        Assert.StartsWith($"In a part of {part} operations at most {part - 1} ", verdict.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_without_an_answer_is_placed_only_where_it_is_needed()
    {
        // 30 lost calls, of which none was applied: 2^30 sets if each were tried everywhere.
        var history = Enumerable.Range(0, 30).Select(i => new Operation<string, string>(i, "add a 7", OperationOutcome.Unknown, null, i, long.MaxValue))
            .Concat(Enumerable.Range(1, 100).Select(i => At(i * 100, "add a 1", $"{i}")))
            .ToList();
        var verdict = LinearizabilityChecker.Check(history, new CounterModel());
        Assert.IsType<Linearizable>(verdict);
        Assert.Equal(100, verdict.Visited);
    }

    [Fact]
    public void The_limit_gives_up_and_that_is_no_pass()
    {
        var history = Batch(0, 12, "bump a").Append(At(100, "get a", "11")).ToList();
        var verdict = LinearizabilityChecker.Check(history, new CounterModel(), new LinearizabilityLimits { MaxVisited = 100 });
        var undecided = Assert.IsType<Undecided>(verdict);
        Assert.Equal(100, undecided.Visited);
        Assert.Equal(13, undecided.Operations);
        Assert.Contains("given up", Assert.Throws<NotLinearizableException>(verdict.EnsureLinearizable).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearizabilityChecker.Check(history, new CounterModel(), new LinearizabilityLimits { MaxVisited = 0 }));
    }

    [Fact]
    public void A_part_that_was_given_up_does_not_hide_one_that_is_wrong()
    {
        var history = Batch(0, 12, "bump a").Append(At(100, "get a", "11")).Append(At(200, "get b", "1")).ToList();
        var verdict = LinearizabilityChecker.Check(history, new CounterModel(), new LinearizabilityLimits { MaxVisited = 100 });
        Assert.Equal("get b", ((Operation<string, string>)Assert.IsType<NotLinearizable>(verdict).Misfit).Call);
    }

    /// <summary>Calls that all overlap.</summary>
    private static IEnumerable<Operation<string, string>> Batch(int position, int size, string call) =>
        Enumerable.Range(0, size).Select(i => new Operation<string, string>(i, call, OperationOutcome.Returned, "ok", position + i, position + 20 + i));

    private static Operation<string, string> At(int position, string call, string answer) =>
        new(0, call, OperationOutcome.Returned, answer, position, position + 1);
}
