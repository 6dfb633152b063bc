using System.Diagnostics;

namespace PaxosGen.Bank.Tests;

/// <summary>Members of a cluster as operators run them: a process for each.</summary>
public sealed class ServeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Members_start_in_any_order_one_stays_away_one_is_killed_and_all_come_back()
    {
        await using var cluster = new ServedCluster(3);
        var key = $"{Guid.NewGuid()}";
        cluster.Start(3);
        using (var third = await cluster.CallerAsync(3))
        {
            // Alone it is alive and not ready.
            Assert.Equal(200, (await third.GetAsync("/health/live")).Status);
            (await third.GetAsync("/health/ready")).ShouldBeProblem(503);
            Assert.Equal(("3", "0", "3"), await StatusAsync(third, 3));

            cluster.Start(1);
            await UntilAsync(async () => (await third.GetAsync("/health/ready")).Status == 200);
            Assert.Equal("10.5", (await third.DepositAsync("alice", 10.5m, key))["newBalance"]);
            using var first = await cluster.CallerAsync(1);
            Assert.Equal(10.5m, await first.BalanceAsync("alice"));
            Assert.Equal(200, (await first.PostAsync("/admin/snapshot", "{}")).Status);

            cluster.Start(2);
            using var second = await cluster.CallerAsync(2);
            await UntilAsync(async () => (await second.GetAsync("/accounts/alice?consistency=stale"))["balance"] == "10.5");
            await cluster[3].SignalAsync("KILL");
            await cluster[3].ExitCodeAsync();
            Assert.Equal("11.5", (await DepositAsync(second, 1m, $"{Guid.NewGuid()}"))["newBalance"]);
        }

        cluster.Start(3);
        using var again = await cluster.CallerAsync(3);
        Assert.Equal("10.5", (await DepositAsync(again, 10.5m, key))["newBalance"]);
        await UntilAsync(async () => (await again.GetAsync("/accounts/alice?consistency=stale"))["balance"] == "11.5");
    }

    [Fact]
    public async Task A_member_whose_folder_was_lost_ends_when_another_notices()
    {
        await using var cluster = new ServedCluster(3);
        cluster.Start(1);
        cluster.Start(2);
        using (var first = await cluster.CallerAsync(1))
        {
            await DepositAsync(first, 1m, $"{Guid.NewGuid()}");
        }

        await Task.WhenAll(cluster[1].StopsAsync(), cluster[2].StopsAsync());
        Directory.Delete(cluster.Folder(1), recursive: true);

        // Nobody is there who could know.
        var wiped = cluster.Start(1);
        await wiped.AddressAsync();
        cluster.Start(2);
        Assert.Equal(1, await wiped.ExitCodeAsync());
        Assert.Contains("Put the old folder back", wiped.Sentence, StringComparison.Ordinal);
        using var second = await cluster.CallerAsync(2);
        (await second.GetAsync("/accounts/alice?consistency=stale")).ShouldBe("""{"account":"alice","balance":1}""");
    }

    private static async Task<(string Replica, string Leader, string Id)> StatusAsync(Caller caller, int members)
    {
        var status = await caller.GetAsync("/status");
        using var json = System.Text.Json.JsonDocument.Parse(status.Text);
        Assert.Equal(members, json.RootElement.GetProperty("members").GetArrayLength());
        return (status["replica"], status["leader"], (await caller.GetAsync($"/status?replica={status["replica"]}"))["replica"]);
    }

    /// <summary>Pays into alice's account, with a key: while a leader is being elected an answer may take several requests.</summary>
    private static async Task<Answer> DepositAsync(Caller caller, decimal amount, string key)
    {
        Answer? answer = null;
        await UntilAsync(async () => (answer = await caller.DepositAsync("alice", amount, key)).Status != 503);
        Assert.True(answer!.Status == 200, answer.ToString());
        return answer;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(watch.Elapsed < Patience, "Waited in vain.");
            await Task.Delay(20);
        }
    }
}
