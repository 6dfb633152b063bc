using System.Diagnostics;

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
            await StopsAsync(bank, "TERM");
            Assert.Contains("curl", bank.Output, StringComparison.Ordinal);
        }

        await using (var bank = BankProcess.Start($"--data={_folder}", "--http=127.0.0.1:0"))
        {
            using var caller = new Caller(await bank.AddressAsync());
            Assert.Equal(10.5m, await caller.BalanceAsync("alice"));
            await StopsAsync(bank, "INT");
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
        await StopsAsync(first, "TERM");
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
        await using var later = BankProcess.Start("replay", "ledger.csv");
        await using var help = BankProcess.Start("--help");
        Assert.Equal((2, 2, 0), (await unknown.ExitCodeAsync(), await later.ExitCodeAsync(), await help.ExitCodeAsync()));
        Assert.Contains("'--nope' is no option", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("comes in a later version", later.Output, StringComparison.Ordinal);
        Assert.All([unknown, later, help], bank => Assert.Contains("usage: Bank", bank.Output, StringComparison.Ordinal));
    }

    private static async Task StopsAsync(BankProcess bank, string signal)
    {
        var watch = Stopwatch.StartNew();
        await bank.SignalAsync(signal);
        Assert.Equal(0, await bank.ExitCodeAsync());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }
}
