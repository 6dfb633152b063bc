using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary>A key makes a POST safe to repeat.</summary>
[Collection(SharedBank.Name)]
public sealed class IdempotencyTests(BankFixture bank)
{
    private readonly Caller _caller = bank.Caller;

    [Fact]
    public async Task A_repeat_gets_the_first_answer_however_the_amount_is_written()
    {
        var (a, key) = (BankFixture.NewAccount(), Guid.NewGuid());
        var first = await _caller.PostAsync($"/accounts/{a}/deposit", """{"amount":10.5}""", key: $"{key}");
        await _caller.DepositAsync(a, 1m);
        Assert.Equal(first, await _caller.PostAsync($"/accounts/{a}/deposit", """{ "amount": 10.50 }""", key: $"{key:N}".ToUpperInvariant()));
        Assert.Equal(11.5m, await _caller.BalanceAsync(a));
    }

    [Fact]
    public async Task Repeats_at_the_same_time_take_effect_once()
    {
        var (a, key) = (BankFixture.NewAccount(), $"{Guid.NewGuid()}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _caller.DepositAsync(a, 2m, key)));
        Assert.Equal(200, Assert.Single(answers.Distinct()).Status);
        Assert.Equal(2m, await _caller.BalanceAsync(a));
    }

    [Fact]
    public async Task A_transfer_and_a_refusal_are_repeated_too()
    {
        var (a, b, key, other) = (BankFixture.NewAccount(), BankFixture.NewAccount(), $"{Guid.NewGuid()}", $"{Guid.NewGuid()}");
        await _caller.DepositAsync(a, 5m);
        var body = $$"""{"from":"{{a}}","to":"{{b}}","amount":5}""";
        var first = await _caller.PostAsync("/transfers", body, key: key);
        Assert.Equal(first, await _caller.PostAsync("/transfers", body, key: key));
        Assert.Equal(5m, await _caller.BalanceAsync(b));

        var refused = await _caller.PostAsync($"/accounts/{a}/withdraw", """{"amount":1}""", key: other);
        await _caller.DepositAsync(a, 5m);
        Assert.Equal("false", refused["approved"]);
        Assert.Equal(refused, await _caller.PostAsync($"/accounts/{a}/withdraw", """{"amount":1}""", key: other));
    }

    [Fact]
    public async Task A_used_key_with_another_request_is_refused()
    {
        var (a, b, key) = (BankFixture.NewAccount(), BankFixture.NewAccount(), $"{Guid.NewGuid()}");
        await _caller.DepositAsync(a, 1m, key);
        (await _caller.DepositAsync(a, 2m, key)).ShouldBeProblem(422);
        (await _caller.DepositAsync(b, 1m, key)).ShouldBeProblem(422);
        (await _caller.PostAsync($"/accounts/{a}/withdraw", """{"amount":1}""", key: key)).ShouldBeProblem(422);
        (await _caller.PostAsync("/transfers", $$"""{"from":"{{a}}","to":"{{b}}","amount":1}""", key: key)).ShouldBeProblem(422);
        Assert.Equal((1m, 0m), (await _caller.BalanceAsync(a), await _caller.BalanceAsync(b)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("not-a-guid")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff, 6f9619ff-8b86-d011-b42d-00c04fc964fe")]
    public async Task A_key_that_is_no_guid_is_refused_and_nothing_happens(string key)
    {
        var a = BankFixture.NewAccount();
        Assert.StartsWith("Idempotency-Key:", (await _caller.DepositAsync(a, 1m, key)).ShouldBeProblem(400)["detail"], StringComparison.Ordinal);
        Assert.Equal(0m, await _caller.BalanceAsync(a));
    }

    [Fact]
    public async Task A_session_that_has_expired_is_replaced_unnoticed()
    {
        await using var shortLived = await EmbeddedBank.StartAsync(new EmbeddedBankOptions
        {
            Configure = replica => replica with { SessionTimeout = TimeSpan.FromMilliseconds(50) },
        });
        using var caller = new Caller(shortLived.Address);
        await caller.DepositAsync("a", 1m);

        // Commands with a key belong to no session, and move the log's time on.
        var start = Environment.TickCount64;
        while (Environment.TickCount64 - start < 200)
        {
            Assert.Equal(200, (await caller.DepositAsync("b", 1m, $"{Guid.NewGuid()}")).Status);
        }

        Assert.Equal("2", (await caller.DepositAsync("a", 1m))["newBalance"]);
    }
}
