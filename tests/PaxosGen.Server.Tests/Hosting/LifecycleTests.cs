using System.Globalization;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Tests that look at the whole process, so that nothing may run beside them.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public sealed class WholeProcess;

[Collection(nameof(WholeProcess))]
public sealed class LifecycleTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int DefaultCycles = 20;
    private const int WarmUp = 5;

    /// <summary>What the garbage collector may hold on to for reasons of its own.</summary>
    private const long Slack = 4 << 20;

    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromMinutes(10)).Token;

    [Fact]
    public async Task Starting_and_stopping_again_and_again_leaves_nothing_behind()
    {
        // `PAXOSGEN_CYCLES=300 dotnet test` goes on for longer.
        var cycles = Environment.GetEnvironmentVariable("PAXOSGEN_CYCLES") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultCycles;
        for (var i = 0; i < WarmUp; i++)
        {
            await LiveAsync();
        }

        var before = await LookAsync();
        for (var i = 0; i < cycles; i++)
        {
            await LiveAsync();
        }

        var after = await LookAsync();
        output.WriteLine($"{cycles} cycles: {before} before, {after} after");
        Assert.Equal(0, after.Threads);
        Assert.InRange(after.Handles, 0, before.Handles + 5);
        Assert.InRange(after.Memory, 0, before.Memory + Slack);
    }

    /// <summary>Founds a cluster, uses it, restarts a replica in the same folder and on the same port, and ends it all.</summary>
    private static async Task LiveAsync()
    {
        string folder;
        await using (var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience))
        {
            folder = cluster.DataDirectory;
            await UseAsync(cluster);
        }

        Assert.False(Directory.Exists(folder));
    }

    private static async Task UseAsync(LocalCluster<LedgerReplica> cluster)
    {
        Assert.NotEqual(0, OurThreads());
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));
        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster.StopAsync(leader);
        await cluster.RestartAsync(leader, Patience);
        Assert.Equal(2, await client.AddAsync("a", 1, Patience));
    }

    private static async Task<Seen> LookAsync()
    {
        // A thread is the system's for a moment longer than the task that it ran.
        while (OurThreads() > 0 && !Patience.IsCancellationRequested)
        {
            await Task.Delay(10, Patience);
        }

        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return new Seen(Directory.GetFileSystemEntries("/proc/self/fd").Length, OurThreads(), GC.GetTotalMemory(forceFullCollection: true));
    }

    private static int OurThreads() =>
        Directory.GetDirectories("/proc/self/task").Select(task => ReadName(Path.Combine(task, "comm"))).Count(name => name.StartsWith("PaxosGen", StringComparison.Ordinal));

    /// <summary>A thread may end while its name is read.</summary>
    private static string ReadName(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private sealed record Seen(int Handles, int Threads, long Memory);
}
