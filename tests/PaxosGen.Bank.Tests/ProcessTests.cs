namespace PaxosGen.Bank.Tests;

/// <summary>What a user sees in a terminal.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bank-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_starts_answers_stops_on_a_signal_and_remembers()
    {
        await using (var bank = BankProcess.Start("--data", _folder, "--http", "127.0.0.1:0"))
        {
            using var caller = new Caller(await bank.AddressAsync());
            Assert.Equal("10.5", (await caller.DepositAsync("alice", 10.5m))["newBalance"]);
            await bank.StopsAsync("TERM");
            Assert.Contains("curl", bank.Output, StringComparison.Ordinal);
        }

        await using (var bank = BankProcess.Start($"--data={_folder}", "--http=127.0.0.1:0"))
        {
            using var caller = new Caller(await bank.AddressAsync());
            Assert.Equal(10.5m, await caller.BalanceAsync("alice"));
            await bank.StopsAsync("INT");
        }
    }

    [Fact]
    public async Task A_folder_or_a_port_in_use_is_said_in_a_sentence()
    {
        await using var first = BankProcess.Start("--data", _folder, "--http", "127.0.0.1:0");
        var address = await first.AddressAsync();

        await using var sameFolder = BankProcess.Start("--data", _folder, "--http", "127.0.0.1:0");
        await using var samePort = BankProcess.Start("--http", address["http://".Length..]);
        Assert.Equal((1, 1), (await sameFolder.ExitCodeAsync(), await samePort.ExitCodeAsync()));
        Assert.Contains("is in use by another process", sameFolder.Output, StringComparison.Ordinal);
        Assert.Contains($"bank: Cannot listen on {address}", samePort.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", sameFolder.Output + samePort.Output, StringComparison.Ordinal);

        using var caller = new Caller(address);
        Assert.Equal(200, (await caller.GetAsync("/health/ready")).Status);
        await first.StopsAsync("TERM");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        await using var bank = BankProcess.Start("--data", file, "--http", "127.0.0.1:0");
        Assert.Equal(1, await bank.ExitCodeAsync());
        Assert.Contains(file, bank.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", bank.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_without_sense_are_answered_with_how_to_use_it()
    {
        await using var unknown = BankProcess.Start("--nope");
        await using var replay = BankProcess.Start("replay", "ledger.csv", "--concurrency", "0");
        await using var help = BankProcess.Start("--help");
        Assert.Equal((2, 2, 0), (await unknown.ExitCodeAsync(), await replay.ExitCodeAsync(), await help.ExitCodeAsync()));
        Assert.Contains("'--nope' is no option", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("--concurrency 0: give a whole number", replay.Output, StringComparison.Ordinal);
        Assert.All([unknown, replay, help], bank => Assert.Contains("usage: Bank", bank.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ledger_is_replayed_and_stopped_on_a_signal()
    {
        var ledger = Path.Combine(_folder, "ledger.csv");
        await File.WriteAllTextAsync(ledger, "kind,account,to,amount\ndeposit,alice,,10.50\nlend,a,b,1\ntransfer,alice,bob,11\n");
        await using var replay = BankProcess.Start("replay", ledger, "--concurrency", "8");

        var feed = new FeedFile(_folder);
        await feed.CreateAsync();
        await using var endless = BankProcess.Start("replay", feed.Name);
        await using var writer = await feed.OpenAsync();
        await writer.WriteAsync("kind,account,to,amount\ndeposit,alice,,1\nlend,a,b,1\n"u8.ToArray());
        await endless.WroteAsync("line 3: kind 'lend'");
        await endless.StopsAsync("INT", 130);
        Assert.Contains("bank: stopped. Lines up to 3 were sent", endless.Output, StringComparison.Ordinal);

        Assert.Equal(0, await replay.ExitCodeAsync());
        Assert.Contains("conserved: 0 before + 10.50 deposited - 0 withdrawn = 10.50 after", replay.Output, StringComparison.Ordinal);

        await using var misused = BankProcess.Start("replay", "--nope");
        Assert.Equal(2, await misused.ExitCodeAsync());
        Assert.Contains("usage: Bank replay", misused.Output, StringComparison.Ordinal);
    }
}
