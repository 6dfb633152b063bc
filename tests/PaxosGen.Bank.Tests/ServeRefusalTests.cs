namespace PaxosGen.Bank.Tests;

/// <summary>What operators are told when a member of a cluster cannot start.</summary>
public sealed class ServeRefusalTests
{
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
        await cluster[1].StopsAsync();
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
                Assert.Contains(says, process.Sentence, StringComparison.Ordinal);
            }
        }
    }
}
