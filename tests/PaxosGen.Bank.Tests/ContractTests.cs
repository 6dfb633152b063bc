namespace PaxosGen.Bank.Tests;

/// <summary>The lines of the contract that answer 200, in its order.</summary>
[Collection(SharedBank.Name)]
public sealed class ContractTests(BankFixture bank)
{
    private readonly Caller _caller = bank.Caller;

    [Fact]
    public async Task Deposit_and_withdraw_answer_with_both_balances_and_the_slot()
    {
        var a = BankFixture.NewAccount();
        var first = (await _caller.PostAsync($"/accounts/{a}/deposit", """{"amount":10.50}"""))
            .ShouldBe($$"""{"account":"{{a}}","approved":true,"oldBalance":0,"newBalance":10.5,"slot":0}""");
        var second = (await _caller.PostAsync($"/accounts/{a}/withdraw", """{"amount":4}"""))
            .ShouldBe($$"""{"account":"{{a}}","approved":true,"oldBalance":10.5,"newBalance":6.5,"slot":0}""");
        Assert.True(0 < first.Slot && first.Slot < second.Slot);
    }

    [Fact]
    public async Task A_withdrawal_beyond_the_balance_is_not_approved_and_changes_nothing()
    {
        var a = BankFixture.NewAccount();
        await _caller.DepositAsync(a, 1m);
        (await _caller.PostAsync($"/accounts/{a}/withdraw", """{"amount":1.0001}"""))
            .ShouldBe($$"""{"account":"{{a}}","approved":false,"oldBalance":1,"newBalance":1,"slot":0}""");
    }

    [Fact]
    public async Task A_transfer_answers_with_both_accounts()
    {
        var (a, b) = (BankFixture.NewAccount(), BankFixture.NewAccount());
        await _caller.DepositAsync(a, 3m);
        (await _caller.PostAsync("/transfers", $$"""{"from":"{{a}}","to":"{{b}}","amount":1}"""))
            .ShouldBe($$"""{"approved":true,"from":{"account":"{{a}}","oldBalance":3,"newBalance":2},"to":{"account":"{{b}}","oldBalance":0,"newBalance":1},"slot":0}""");
        (await _caller.PostAsync("/transfers", $$"""{"amount":2.5,"ignored":[{}],"to":"{{b}}","from":"{{a}}"}"""))
            .ShouldBe($$"""{"approved":false,"from":{"account":"{{a}}","oldBalance":2,"newBalance":2},"to":{"account":"{{b}}","oldBalance":1,"newBalance":1},"slot":0}""");
    }

    [Fact]
    public async Task A_balance_can_be_asked_for_with_every_consistency()
    {
        var a = BankFixture.NewAccount();
        (await _caller.GetAsync($"/accounts/{a}")).ShouldBe($$"""{"account":"{{a}}","balance":0}""");
        await _caller.DepositAsync(a, 10.5m);
        (await _caller.GetAsync($"/accounts/{a}")).ShouldBe($$"""{"account":"{{a}}","balance":10.5}""");
        (await _caller.GetAsync($"/accounts/{a}?consistency=linearizable")).ShouldBe($$"""{"account":"{{a}}","balance":10.5}""");
        Assert.Equal(200, (await _caller.GetAsync($"/accounts/{a}?consistency=stale")).Status);
        (await _caller.GetAsync($"/accounts/{a}?consistency=lease")).ShouldBe($$"""{"account":"{{a}}","balance":10.5}""");
        Assert.Equal(200, (await _caller.GetAsync($"/accounts/{a}?consistency=bounded")).Status);
    }

    [Fact]
    public async Task Accounts_are_listed_in_ordinal_order_by_prefix_and_limit()
    {
        foreach (var account in (string[])["list-b", "list-a", "list-B"])
        {
            await _caller.DepositAsync(account, 1.5m);
        }

        (await _caller.GetAsync("/accounts?prefix=list-"))
            .ShouldBe("""[{"account":"list-B","balance":1.5},{"account":"list-a","balance":1.5},{"account":"list-b","balance":1.5}]""");
        (await _caller.GetAsync("/accounts?prefix=list-&limit=1")).ShouldBe("""[{"account":"list-B","balance":1.5}]""");
        (await _caller.GetAsync("/accounts?prefix=nobody-like-this")).ShouldBe("[]");
        Assert.Equal(200, (await _caller.GetAsync("/accounts")).Status);
        Assert.Equal(200, (await _caller.GetAsync("/accounts?prefix=&limit=1000&consistency=stale")).Status);
    }

    [Theory]
    [InlineData("zoë", "zo%C3%AB")]
    [InlineData("ann lee", "ann%20lee")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("a/b", "a%2fb")]
    [InlineData("a%2Fb", "a%252Fb")]
    [InlineData("50%", "50%25")]
    [InlineData("a+b?c#d", "a+b%3Fc%23d")]
    [InlineData("日本", "%E6%97%A5%E6%9C%AC")]
    [InlineData("deposit", "deposit")]
    public async Task An_id_in_a_url_is_the_same_as_in_a_body(string id, string inUrl)
    {
        var before = await _caller.BalanceAsync(inUrl);
        var from = BankFixture.NewAccount();
        await _caller.DepositAsync(from, 1m);
        Assert.Equal(id, (await _caller.PostAsync("/transfers", $$"""{"from":"{{from}}","to":"{{id}}","amount":1}"""))["to.account"]);
        Assert.Equal(id, (await _caller.DepositAsync(inUrl, 1m))["account"]);
        Assert.Equal(before + 2m, await _caller.BalanceAsync(inUrl));
    }

    [Fact]
    public async Task Sixty_four_characters_are_code_points()
    {
        var id = string.Concat(Enumerable.Repeat("😀", 64));
        Assert.Equal(id, (await _caller.DepositAsync(Uri.EscapeDataString(id), 1m))["account"]);
        Assert.Equal(200, (await _caller.DepositAsync(new string('a', 64), 1m)).Status);
        (await _caller.DepositAsync(Uri.EscapeDataString(id + "a"), 1m)).ShouldBeProblem(400);
        (await _caller.DepositAsync(new string('a', 65), 1m)).ShouldBeProblem(400);
    }

    [Fact]
    public async Task Status_is_the_leaders_or_that_of_the_replica_asked_for()
    {
        await _caller.DepositAsync(BankFixture.NewAccount(), 1m);
        var leader = await _caller.GetAsync("/status");
        Assert.Equal("leader", leader["role"]);
        Assert.Equal(leader["replica"], leader["leader"]);
        Assert.Matches(
            """^\{"replica":\d,"role":"leader","leader":\d,"ballot":"\d+\.\d+\.\d","epoch":1,"chosenThrough":\d+,"appliedThrough":\d+,"truncatedThrough":\d+"""
            + ""","resultHash":"[0-9a-f]{32}","haltReason":null,"members":\[(\{"id":\d,"address":"127\.0\.0\.1:\d+","role":"voter","connected":(null|true|false)"""
            + ""","heardMillisecondsAgo":(null|\d+),"chosenThrough":(null|\d+),"snapshotSlot":(null|\d+)\},?){3}\],"snapshotSlot":\d+,"slotsInFlight":\d+"""
            + ""","requestsWaiting":\d+,"diskFull":false,"longestGcPauseMilliseconds":[\d.E-]+,"mayBeSwitchedOff":false,"quarantined":false,"divergence":null\}$""",
            leader.Text);

        var other = leader["replica"] == "1" ? 2 : 1;
        var follower = await _caller.GetAsync($"/status?replica={other}");
        Assert.Equal(($"{other}", "follower"), (follower["replica"], follower["role"]));
        (await _caller.GetAsync("/status?replica=9")).ShouldBeProblem(404);
    }

    [Fact]
    public async Task Only_a_quarantined_replica_rejoins()
    {
        var refused = await _caller.PostAsync("/admin/rejoin", """{"replica":1}""");
        refused.ShouldBeProblem(409);
        Assert.Contains("not quarantined", refused.Text, StringComparison.Ordinal);
        (await _caller.PostAsync("/admin/rejoin", """{"replica":9}""")).ShouldBeProblem(404);
        (await _caller.PostAsync("/admin/rejoin", "{}")).ShouldBeProblem(400);
    }

    [Fact]
    public async Task A_snapshot_holds_what_was_acknowledged()
    {
        var moved = await _caller.DepositAsync(BankFixture.NewAccount(), 1m);
        var snapshot = (await _caller.PostAsync("/admin/snapshot", "{}")).ShouldBe("""{"slot":0}""");
        Assert.True(snapshot.Slot >= moved.Slot);
        Assert.True((await _caller.PostAsync("/admin/snapshot", "")).Slot >= snapshot.Slot);
    }

    [Fact]
    public async Task The_dashboard_shows_every_replica()
    {
        var page = await _caller.GetAsync("/paxos");
        Assert.Equal((200, "text/html"), (page.Status, page.ContentType));
        var status = await _caller.GetAsync("/paxos/status");
        Assert.Equal((200, "application/json"), (status.Status, status.ContentType));
        Assert.Equal(3, status.Text.Split("\"status\":{\"replica\":").Length - 1);
        (await _caller.SendAsync(HttpMethod.Get, "/paxos/status", host: "evil.example")).ShouldBeProblem(403);
    }

    [Fact]
    public async Task Health_is_good()
    {
        (await _caller.GetAsync("/health/live")).ShouldBe("""{"status":"live"}""");
        (await _caller.GetAsync("/health/ready")).ShouldBe("""{"status":"ready"}""");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"to":"2"}""")]
    [InlineData("""{"to":0}""")]
    [InlineData("""{"to":1.5}""")]
    public async Task Leadership_is_handed_over_to_a_replica_that_is_named(string body) => (await _caller.PostAsync("/admin/transfer", body)).ShouldBeProblem(400);

    [Fact]
    public async Task Leadership_is_handed_over_to_a_voter()
    {
        var answer = await _caller.PostAsync("/admin/transfer", """{"to":9}""");
        answer.ShouldBeProblem(409);
        Assert.Contains("Replica 9 is no voter", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_tells_what_to_try()
    {
        var index = await _caller.GetAsync("/");
        Assert.Equal((200, "text/plain"), (index.Status, index.ContentType));
        Assert.Contains("/accounts/alice/deposit", index.Text, StringComparison.Ordinal);
    }
}
