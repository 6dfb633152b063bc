using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace PaxosGen.Bank.Tests;

/// <summary>Members of a cluster as operators run them: a process for each.</summary>
public sealed class ServeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(5);

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

        await Task.WhenAll(StopAsync(cluster[1]), StopAsync(cluster[2]));
        Directory.Delete(cluster.Folder(1), recursive: true);

        // Nobody is there who could know.
        var wiped = cluster.Start(1);
        await wiped.AddressAsync();
        cluster.Start(2);
        Assert.Equal(1, await wiped.ExitCodeAsync());
        Assert.Contains("Put the old folder back", Sentence(wiped), StringComparison.Ordinal);
        using var second = await cluster.CallerAsync(2);
        (await second.GetAsync("/accounts/alice?consistency=stale")).ShouldBe("""{"account":"alice","balance":1}""");
    }

    [Fact]
    public async Task A_signal_lets_requests_under_way_end()
    {
        await using var cluster = new ServedCluster(1);
        cluster.Start(1);
        var address = new Uri(await cluster[1].AddressAsync());
        using (var caller = await cluster.CallerAsync(1))
        {
            await UntilAsync(async () => (await caller.GetAsync("/health/ready")).Status == 200);
        }

        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /accounts/a/deposit HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
        Assert.Equal("", await reader.ReadLineAsync());

        var watch = await SignalAsync(cluster[1], "TERM");
        await UntilAsync(() => Task.FromResult(cluster[1].Output.Contains("Stopping...", StringComparison.Ordinal)));
        await stream.WriteAsync("""{"amount":7}"""u8.ToArray());
        var answer = await reader.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"newBalance\":7", answer, StringComparison.Ordinal);
        await StoppedAsync(cluster[1], watch);
    }

    [Fact]
    public async Task A_signal_ends_it_without_a_quorum_and_while_it_starts()
    {
        await using var cluster = new ServedCluster(3);
        await using var starting = cluster.Start(2, "--bootstrap");
        await UntilAsync(() => Task.FromResult(starting.Output.Contains("Starting replica 2", StringComparison.Ordinal)));
        await StoppedAsync(starting, await SignalAsync(starting, "TERM"));

        cluster.Start(1);
        using var caller = await cluster.CallerAsync(1);
        var underWay = caller.GetAsync("/accounts/a");

        // The read is in before this one is answered, or soon after; either way it has to be told something.
        await caller.GetAsync("/health/ready");
        var watch = await SignalAsync(cluster[1], "INT");
        Assert.Equal("notApplied", (await underWay).ShouldBeProblem(503)["outcome"]);
        await StoppedAsync(cluster[1], watch);
    }

    [Fact]
    public async Task What_cannot_start_says_why_and_exits_with_1()
    {
        await using var cluster = new ServedCluster(1);
        cluster.Start(1);
        var http = await cluster[1].AddressAsync();
        using var ports = new ReservedPorts(2);
        var (one, two) = (ports.Addresses[0], ports.Addresses[1]);
        var file = cluster.Folder(7);
        await File.WriteAllTextAsync(file, "");

        List<(BankProcess Process, string Says)> refused =
        [
            (cluster.Start(2, $"--members=2={one}"), $"The data folder '{cluster.Folder(2)}' holds no replica."),
            (cluster.Start(1, $"--members=1={one}"), $"The data folder '{cluster.Folder(1)}' is in use by another process"),
            (cluster.Start(3, "--bootstrap", "--id=1"), $"Cannot listen on {cluster.Address(1)}: the port is in use."),
            (cluster.Start(4, "--bootstrap", $"--members=4={two}", $"--http={http["http://".Length..]}"), $"Cannot listen on {http}"),
            (cluster.Start(7, "--bootstrap", $"--members=7={one}"), $"The data folder '{file}' cannot be made"),
        ];
        await RefusedAsync(refused);

        // One after the other: they share a folder.
        await StopAsync(cluster[1]);
        await RefusedAsync([(cluster.Start(2, $"--members=2={one}", $"--data={cluster.Folder(1)}"), "is of replica 1, not 2")]);
        await RefusedAsync([(cluster.Start(1, "--name=other"), "is of cluster 'default', not 'other'")]);
        await RefusedAsync([(cluster.Start(1, $"--members=1={one},2={two}"), "belongs to a cluster of members 1, not 1, 2")]);
    }

    [Fact]
    public async Task A_wrong_command_line_exits_with_2_and_shows_the_command()
    {
        await using var wrong = BankProcess.Start("serve", "--id", "1");
        await using var beyond = BankProcess.Start("serve", "--id=1", "--data=/nowhere", "--http=127.0.0.1:0", "--members=1=10.0.0.1:7101");
        await using var help = BankProcess.Start("serve", "--help");
        Assert.Equal((2, 2, 0), (await wrong.ExitCodeAsync(), await beyond.ExitCodeAsync(), await help.ExitCodeAsync()));
        Assert.Contains("bank: --data is missing.", wrong.Output, StringComparison.Ordinal);
        Assert.Contains("bank: Listening on 10.0.0.1:7101 would let anyone", beyond.Output, StringComparison.Ordinal);
        Assert.All([wrong, beyond, help], bank => Assert.Contains("usage: Bank serve", bank.Output, StringComparison.Ordinal));
    }

    private static async Task RefusedAsync(List<(BankProcess Process, string Says)> refused)
    {
        foreach (var (process, says) in refused)
        {
            await using (process)
            {
                var code = await process.ExitCodeAsync();
                Assert.True(code == 1, $"{code}, not 1:\n{process.Output}");
                Assert.Contains(says, Sentence(process), StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What it says at its end, which is one line.</summary>
    private static string Sentence(BankProcess process)
    {
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        return Assert.Single(process.Output.Split('\n'), line => line.StartsWith("bank: ", StringComparison.Ordinal));
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

    private static async Task StopAsync(BankProcess process) => await StoppedAsync(process, await SignalAsync(process, "TERM"));

    private static async Task<Stopwatch> SignalAsync(BankProcess process, string signal)
    {
        var watch = Stopwatch.StartNew();
        await process.SignalAsync(signal);
        return watch;
    }

    private static async Task StoppedAsync(BankProcess process, Stopwatch watch)
    {
        var code = await process.ExitCodeAsync();
        Assert.True(code == 0, $"{code}, not 0:\n{process.Output}");
        Assert.True(watch.Elapsed < StopsWithin, $"{watch.Elapsed}");
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
