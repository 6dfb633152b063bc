using System.Diagnostics;
using BankSample;

namespace PaxosGen.Bank.Tests;

/// <summary><c>POST /admin/transfer</c> on replicas that elect nobody by themselves meanwhile.</summary>
public sealed class TransferTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Leadership_goes_to_whom_it_is_handed()
    {
        await using var bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions { Configure = o => o with { ElectionTimeout = TimeSpan.FromSeconds(6) } });
        using var caller = new Caller(bank.Address);
        await caller.DepositAsync("alice", 1m);
        foreach (var to in new[] { 2, 3, 1 })
        {
            await HandedOverAsync(caller, to);
            Assert.Equal(($"{to}", "leader"), ((await caller.GetAsync("/status"))["replica"], (await caller.GetAsync($"/status?replica={to}"))["role"]));
            await caller.DepositAsync("alice", 1m);
        }

        Assert.Equal(4m, await caller.BalanceAsync("alice"));

        // Once more to who leads already.
        (await caller.PostAsync("/admin/transfer", """{"to":1}""")).ShouldBe("""{"leader":1}""");
    }

    [Fact]
    public async Task A_process_of_which_nobody_leads_names_the_leader()
    {
        await using var cluster = new ServedCluster(3);
        cluster.Start(1);
        cluster.Start(2);
        cluster.Start(3);
        using var first = await cluster.CallerAsync(1);
        using var second = await cluster.CallerAsync(2);
        await first.DepositAsync("alice", 1m);
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            Assert.True(watch.Elapsed < Patience);

            // One of the two does not lead, and soon knows who does.
            var answers = new[] { await first.PostAsync("/admin/transfer", """{"to":3}"""), await second.PostAsync("/admin/transfer", """{"to":3}""") };
            if (answers.FirstOrDefault(a => a.Status == 409 && a["detail"].Contains("does not lead; replica", StringComparison.Ordinal)) is { } refused)
            {
                Assert.Equal("Refused", refused.ShouldBeProblem(409)["title"]);
                break;
            }
        }
    }

    private static async Task HandedOverAsync(Caller caller, int to)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            var answer = await caller.PostAsync("/admin/transfer", $$"""{"to":{{to}}}""");
            if (answer.Status == 200)
            {
                answer.ShouldBe($$"""{"leader":{{to}}}""");
                return;
            }

            // Who has just begun to lead has not heard from everybody yet.
            Assert.True(answer.Status is 409 or 503 && watch.Elapsed < Patience, answer.ToString());
        }
    }
}
