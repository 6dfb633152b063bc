using System.Text;
using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>A data folder is lost, or comes back as it was: what has forgotten votes never helps to form a quorum.</summary>
public sealed class FolderTests(ITestOutputHelper output)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(0.6);

    [Theory]
    [InlineData(false, "is an old copy: it lacks a start that was seen here")]
    [InlineData(true, "Put the old folder back")]
    public Task A_process_over_an_old_copy_or_an_empty_folder_ends_and_the_others_serve(bool isWiped, string advice) => Play.RunAsync(output, async play =>
    {
        const int Victim = 3;
        play.MayHalt = true;
        await play.Load.GoOnAsync(AWhile);
        await play.Cluster.TerminateAsync(Victim);
        var (folder, old, newest) = (play.Cluster.Folder(Victim), play.Cluster.Folder(Victim) + ".old", play.Cluster.Folder(Victim) + ".newest");
        Copy(folder, old);
        await play.Cluster.StartAsync(Victim);
        await play.Load.GoOnAsync(AWhile);
        var through = (await play.Cluster.StatusAsync(await play.Cluster.LeaderAsync()))?.ChosenThrough;
        await Until.HoldsAsync("it has met the others again", async () => (await play.Cluster.StatusAsync(Victim))?.AppliedThrough >= through);
        await play.Cluster.KillAsync(Victim);
        Directory.Move(folder, newest);
        if (!isWiped)
        {
            Directory.Move(old, folder);
        }

        var process = play.Cluster.Launch(Victim, []);
        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(advice, process.Sentence, StringComparison.Ordinal);
        play.Tell($"ended; served after {(await play.Load.ServedAsync()).TotalMilliseconds:F0} ms");

        // The operator does as he is told.
        Directory.Delete(folder, recursive: true);
        Directory.Move(newest, folder);
        await play.Cluster.StartAsync(Victim);
    });

    [Fact]
    public async Task One_with_an_empty_folder_and_one_that_was_away_do_not_go_on_without_what_the_third_knows()
    {
        await using var cluster = new BankCluster(3);
        using var teller = new Teller(cluster, TimeSpan.FromSeconds(2));
        await Task.WhenAll(cluster.Ids.Select(cluster.StartAsync));
        await DepositAsync(1, 5);

        // Only 1 and 2 know of the second deposit, and then 1 forgets it.
        await cluster.LeaderAsync();
        await Until.HoldsAsync("3 knows who the others are", async () => (await cluster.StatusAsync(3))?.AppliedThrough > 1);
        await cluster.KillAsync(3);
        await DepositAsync(1, 7);
        await Task.WhenAll(cluster.KillAsync(1), cluster.KillAsync(2));
        Directory.Delete(cluster.Folder(1), recursive: true);

        await cluster.StartAsync(3);
        var wiped = cluster.Launch(1, []);
        Assert.Equal(1, await wiped.ExitCodeAsync());
        Assert.Contains("Put the old folder back", wiped.Sentence, StringComparison.Ordinal);
        Assert.IsNotType<Attempt.Answered>(await teller.TryAsync(3, new BankCall.Balance("alice"), Guid.Empty));

        await cluster.StartAsync(2);
        await Until.HoldsAsync("2 and 3 know of both deposits", async () =>
            await teller.TryAsync(3, new BankCall.Balance("alice"), Guid.Empty) is Attempt.Answered { Answer.Account.New: 12 });

        async Task DepositAsync(int at, decimal amount)
        {
            var key = Guid.NewGuid();
            await Until.HoldsAsync("it is paid in", async () => await teller.TryAsync(at, new BankCall.Deposit("alice", amount), key) is Attempt.Answered);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
