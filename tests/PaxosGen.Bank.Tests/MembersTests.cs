using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary>Changing the members through the web API.</summary>
[Collection(SharedBank.Name)]
public sealed class MembersTests(BankFixture bank)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("{}", "voters:")]
    [InlineData("""{"voters":[]}""", "voters:")]
    [InlineData("""{"voters":{}}""", "voters:")]
    [InlineData("""{"voters":[1]}""", "voters:")]
    [InlineData("""{"voters":[{}]}""", "voters.id:")]
    [InlineData("""{"voters":[{"id":0}]}""", "voters.id:")]
    [InlineData("""{"voters":[{"id":"1"}]}""", "voters.id:")]
    [InlineData("""{"voters":[{"id":1.5}]}""", "voters.id:")]
    [InlineData("""{"voters":[{"id":1,"address":7101}]}""", "voters.address:")]
    [InlineData("""{"voters":[{"id":1,"address":"nowhere"}]}""", "voters.address:")]
    [InlineData("""{"voters":[{"id":1,"address":"127.0.0.1:0"}]}""", "voters.address:")]
    [InlineData("""{"voters":[{"id":1,"address":"\ud800:1"}]}""", "voters.address:")]
    [InlineData("""{"voters":[{"id":1,"priority":"high"}]}""", "voters.priority:")]
    [InlineData("""{"voters":[{"id":1}],"learners":7}""", "learners:")]
    [InlineData("""{"voters":[{"id":1}],"phase1Quorum":0}""", "phase1Quorum:")]
    [InlineData("""{"voters":[{"id":1},{"id":1}]}""", "voters, learners: Replica 1 is named twice")]
    [InlineData("""{"voters":[{"id":9}]}""", "voters, learners: Replica 9 is no member yet")]
    [InlineData("""{"voters":[{"id":1},{"id":2}],"phase1Quorum":1,"phase2Quorum":1}""", "voters, learners: Quorums 1 and 1 of 2 voters need not meet")]
    public async Task A_list_that_makes_no_sense_is_refused(string body, string names) =>
        Assert.StartsWith(names, (await bank.Caller.PostAsync("/admin/members", body)).ShouldBeProblem(400)["detail"], StringComparison.Ordinal);

    [Fact]
    public async Task A_voter_that_has_not_caught_up_is_refused_for_now()
    {
        await bank.Caller.DepositAsync(BankFixture.NewAccount(), 1m);
        var refused = await bank.Caller.PostAsync("/admin/members", """{"voters":[{"id":1},{"id":2},{"id":9,"address":"127.0.0.1:9"}]}""");
        Assert.Contains("add it as a learner first", refused.ShouldBeProblem(409)["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_three_in_a_process_is_removed_and_says_so()
    {
        await using var mine = await EmbeddedBank.StartAsync(new EmbeddedBankOptions());
        using var caller = new Caller(mine.Address);
        Assert.Equal(200, (await caller.DepositAsync("a", 1m)).Status);
        var leader = (await caller.GetAsync("/status"))["replica"];
        string[] stay = [.. new[] { "1", "2", "3" }.Where(id => id != leader)];
        (await caller.PostAsync("/admin/members", $$"""{"voters":[{"id":{{stay[0]}}},{"id":{{stay[1]}}}]}""")).ShouldBe("""{"epoch":2}""");
        await UntilAsync(async () => (await caller.GetAsync($"/status?replica={leader}"))["role"] == "removed");
        await UntilAsync(async () => (await caller.GetAsync($"/status?replica={leader}"))["mayBeSwitchedOff"] == "true");
        await mine.Cluster.StopAsync(int.Parse(leader, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("2", (await caller.DepositAsync("a", 1m))["newBalance"]);
        Assert.Equal("2", (await caller.GetAsync("/status"))["epoch"]);
    }

    [Fact]
    public async Task A_replica_joins_in_a_process_of_its_own_and_takes_the_place_of_another()
    {
        await using var cluster = new ServedCluster(4);
        var founders = string.Join(',', Enumerable.Range(1, 3).Select(id => $"{id}={cluster.Address(id)}"));
        for (var id = 1; id <= 3; id++)
        {
            cluster.StartMember(id, "--bootstrap", $"--members={founders}");
        }

        cluster.StartMember(4, "--join", $"--members={founders}", $"--listen={cluster.Address(4)}");
        using var first = await cluster.CallerAsync(1);
        using var second = await cluster.CallerAsync(2);
        using var third = await cluster.CallerAsync(3);
        using var fourth = await cluster.CallerAsync(4);
        await UntilAsync(async () => (await first.DepositAsync("alice", 1m, "5c1c4b34-4bd1-4c0e-8a54-0b7a4b4e2f01")).Status == 200);
        await UntilAsync(async () => (await fourth.GetAsync("/accounts/alice?consistency=stale"))["balance"] == "1");
        Assert.Equal("learner", (await fourth.GetAsync("/status"))["role"]);

        // Whoever does not lead names the one that does.
        var leader = (await first.GetAsync("/status"))["leader"];
        var other = leader == "1" ? second : first;
        await UntilAsync(async () => (await other.GetAsync("/status"))["leader"] == leader);
        var elsewhere = await other.PostAsync("/admin/members", """{"voters":[{"id":1},{"id":2},{"id":3}]}""");
        Assert.Contains($"Ask replica {leader} at", elsewhere.ShouldBeProblem(409)["detail"], StringComparison.Ordinal);

        var four = $$"""{"id":4,"address":"{{cluster.Address(4)}}"}""";
        await ChangeAsync($$"""{"voters":[{"id":1},{"id":2},{"id":3}],"learners":[{{four}}]}""");
        await ChangeAsync($$"""{"voters":[{"id":2},{"id":3},{{four}}]}""");
        await UntilAsync(async () => await first.GetAsync("/status") is var status && (status["role"], status["mayBeSwitchedOff"]) == ("removed", "true"));
        Assert.Equal("Removed", (await first.GetAsync("/health/ready")).ShouldBeProblem(503)["title"]);
        Assert.Equal(200, (await first.GetAsync("/health/live")).Status);
        await cluster[1].SignalAsync("TERM");
        Assert.Equal(0, await cluster[1].ExitCodeAsync());
        await UntilAsync(async () => (await fourth.GetAsync("/health/ready")).Status == 200);
        Assert.Equal("2", (await fourth.DepositAsync("alice", 1m))["newBalance"]);

        // By whichever leads; the others say that they do not, and change nothing.
        Task ChangeAsync(string members) => UntilAsync(async () =>
        {
            foreach (var caller in (Caller[])[first, second, third])
            {
                if ((await caller.PostAsync("/admin/members", members)).Status == 200)
                {
                    return true;
                }
            }

            return false;
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(watch.Elapsed < Patience, "Waited in vain.");
            await Task.Delay(20);
        }
    }
}
