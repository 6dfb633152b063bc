using System.Diagnostics;
using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary>Replicas stop while the bank is at work.</summary>
public sealed class FailoverTests
{
    private const int Callers = 8;
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Sums_are_exact_and_keys_are_remembered_when_the_leader_stops_under_load()
    {
        const int Rounds = 40;
        await using var bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions());
        using var caller = new Caller(bank.Address);
        var key = $"{Guid.NewGuid()}";
        var first = await caller.DepositAsync("keyed", 7.25m, key);
        await caller.DepositAsync("pot", 1000m);

        var done = 0;
        var halfWay = new TaskCompletionSource();
        var load = Enumerable.Range(0, Callers).Select(async i =>
        {
            List<Answer> answers = [];
            for (var round = 0; round < Rounds; round++)
            {
                // Half of them with keys; both kinds take effect once.
                answers.Add(await caller.DepositAsync($"saver{i}", 0.1m, i % 2 == 0 ? $"{Guid.NewGuid()}" : null));
                answers.Add(await caller.PostAsync("/transfers", $$"""{"from":"pot","to":"saver{{i}}","amount":0.01}"""));
                if (Interlocked.Increment(ref done) == Callers * Rounds / 2)
                {
                    halfWay.SetResult();
                }
            }

            return answers;
        }).ToList();

        await Task.WhenAny(halfWay.Task, Task.WhenAll(load));
        var leader = await bank.Cluster.WaitForLeaderAsync();
        await bank.Cluster.StopAsync(leader);
        var answers = (await Task.WhenAll(load)).SelectMany(a => a).ToList();

        Assert.All(answers, answer => Assert.True(answer.Status == 200, answer.ToString()));
        Assert.Equal(answers.Count, answers.Select(a => a.Slot).Distinct().Count());
        for (var i = 0; i < Callers; i++)
        {
            Assert.Equal(Rounds * 0.11m, await caller.BalanceAsync($"saver{i}"));
        }

        Assert.Equal(1000m - (Callers * Rounds * 0.01m), await caller.BalanceAsync("pot"));
        Assert.NotEqual($"{leader}", (await caller.GetAsync("/status"))["replica"]);
        Assert.Equal(first, await caller.DepositAsync("keyed", 7.25m, key));
        (await caller.DepositAsync("keyed", 7m, key)).ShouldBeProblem(422);
        Assert.Equal(7.25m, await caller.BalanceAsync("keyed"));
    }

    [Fact]
    public async Task Without_a_quorum_every_answer_is_503_in_time_and_tells_the_truth_about_the_outcome()
    {
        await using var bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions());
        using var caller = new Caller(bank.Address);
        var leader = await bank.Cluster.WaitForLeaderAsync();
        List<int> followers = [.. bank.Cluster.Running.Where(id => id != leader)];
        await caller.DepositAsync("before", 1m);

        var underWay = 0;
        var busy = new TaskCompletionSource();
        var load = Enumerable.Range(0, Callers).Select(async i =>
        {
            for (var applied = 0; ; applied++)
            {
                var (answer, time) = await TimedAsync(() => caller.DepositAsync($"saver{i}", 1m));
                if (answer.Status != 200)
                {
                    return (Account: $"saver{i}", Applied: applied, Answer: answer, Time: time);
                }

                if (Interlocked.Increment(ref underWay) == Callers * 4)
                {
                    busy.SetResult();
                }
            }
        }).ToList();

        await busy.Task;
        await Task.WhenAll(followers.Select(bank.Cluster.StopAsync));
        while ((await caller.GetAsync("/status"))["role"] == "leader")
        {
            await Task.Yield();
        }

        // Nobody leads any more, so nothing new is proposed.
        var late = TimedAsync(() => caller.DepositAsync("before", 1m));
        var keyed = TimedAsync(() => caller.DepositAsync("before", 1m, $"{Guid.NewGuid()}"));
        var read = TimedAsync(() => caller.GetAsync("/accounts/before"));
        (await caller.GetAsync("/accounts/before?consistency=stale")).ShouldBe("""{"account":"before","balance":1}""");
        Assert.Equal(200, (await caller.GetAsync("/health/live")).Status);
        var ready = await TimedAsync(() => caller.GetAsync("/health/ready"));
        ready.Answer.ShouldBeProblem(503);
        Assert.True(ready.Time < TimeSpan.FromSeconds(5));

        var lateEnds = await Task.WhenAll(late, keyed);
        Assert.Equal("notApplied", (await read).Answer.ShouldBeProblem(503)["outcome"]);
        Assert.All([.. lateEnds, await read], end => Assert.True(end.Time < AnsweredWithin, $"{end.Time}"));

        // On a machine so slow that a refusal comes too late, one of them may not be known to be refused.
        Assert.Contains(lateEnds, end => end.Answer.ShouldBeProblem(503)["outcome"] == "notApplied");

        var ends = await Task.WhenAll(load);
        Assert.All(ends, end => Assert.True(end.Time < AnsweredWithin, $"{end.Time}"));
        Assert.Contains(ends, end => end.Answer["outcome"] == "unknown");

        await Task.WhenAll(followers.Select(id => bank.Cluster.RestartAsync(id)));
        await bank.Cluster.WaitForLeaderAsync();
        Assert.InRange(await caller.BalanceAsync("before"), 1m, 1m + lateEnds.Count(end => end.Answer["outcome"] == "unknown"));
        foreach (var (account, applied, answer, _) in ends)
        {
            var balance = await caller.BalanceAsync(account);
            Assert.InRange(balance, applied, answer.ShouldBeProblem(503)["outcome"] == "unknown" ? applied + 1 : applied);
        }
    }

    [Fact]
    public async Task It_stops_in_time_with_requests_that_wait_for_a_quorum()
    {
        var bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions());
        using var caller = new Caller(bank.Address);
        Task<Answer> waiting;
        try
        {
            await Task.WhenAll(((int[])[1, 2]).Select(bank.Cluster.StopAsync));
            waiting = caller.DepositAsync("a", 1m);
            await TimedAsync(() => caller.GetAsync("/health/ready"));
        }
        finally
        {
            var watch = Stopwatch.StartNew();
            await bank.DisposeAsync();
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        }

        Assert.Contains((await waiting).ShouldBeProblem(503)["outcome"], (string[])["notApplied", "unknown"]);
        Assert.False(Directory.Exists(bank.Cluster.DataDirectory));
    }

    private static async Task<(Answer Answer, TimeSpan Time)> TimedAsync(Func<Task<Answer>> request)
    {
        var watch = Stopwatch.StartNew();
        return (await request(), watch.Elapsed);
    }
}
