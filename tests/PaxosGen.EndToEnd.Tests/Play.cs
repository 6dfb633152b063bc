using Xunit.Abstractions;
using Xunit.Sdk;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// A cluster of processes under load and what happens to it. At the end everyone runs and agrees, and what the clients
/// were answered is held against the rules of a bank.
/// </summary>
internal sealed class Play : IDisposable
{
    /// <summary>The election time-out that processes have unless they are told another.</summary>
    public static readonly TimeSpan ElectionTimeout = TimeSpan.FromMilliseconds(500);

    /// <summary>What no process may write to which nothing happens that it cannot help.</summary>
    private static readonly string[] Forbidden = ["   at ", "Unhandled", "fail:", "crit:", "Invariant"];

    private readonly ITestOutputHelper _output;

    private readonly string _accounts;

    private Play(ITestOutputHelper output, BankCluster cluster, int seed, string accounts)
    {
        _output = output;
        _accounts = accounts;
        Random = new Random(seed);
        Seed = seed;
        Cluster = cluster;
    }

    public BankCluster Cluster { get; }

    public Random Random { get; }

    public int Seed { get; }

    /// <summary>Whether a replica has to stop in it, for its disk or its folder: it then says so, as an error.</summary>
    public bool MayHalt { get; set; }

    /// <summary>The clients of now.</summary>
    public Workload Load { get; private set; } = null!;

    /// <summary>Runs a story on processes that other plays have used and will use.</summary>
    public static async Task RunAsync(ITestOutputHelper output, SharedCluster shared, Func<Play, Task> story)
    {
        var (cluster, number) = await shared.TakeAsync();
        try
        {
            await RunAsync(output, cluster, story, seed: number, $"p{number}");
        }
        catch
        {
            await shared.SpoilAsync();
            throw;
        }
    }

    /// <summary>Runs a story on processes of its own.</summary>
    /// <param name="output">Where it tells what it measured.</param>
    /// <param name="story">What happens.</param>
    /// <param name="members">How many replicas.</param>
    /// <param name="absent">Members that are not there at the start.</param>
    /// <param name="later">How many may join later.</param>
    /// <param name="seed">Decides what the clients call.</param>
    /// <param name="isPartitionable">Whether the ways between the members can be cut.</param>
    public static async Task RunAsync(ITestOutputHelper output, Func<Play, Task> story, int members = 3, IReadOnlyList<int>? absent = null, int later = 0, int seed = 1, bool isPartitionable = false)
    {
        await using var cluster = new BankCluster(members, later, isPartitionable: isPartitionable);
        await Task.WhenAll(cluster.Ids.Except(absent ?? []).Select(cluster.StartAsync));
        await RunAsync(output, cluster, story, seed, "");
    }

    private static async Task RunAsync(ITestOutputHelper output, BankCluster cluster, Func<Play, Task> story, int seed, string accounts)
    {
        using var play = new Play(output, cluster, seed, accounts);
        try
        {
            play.NewLoad(0);
            play.Tell($"serves {await play.Load.ServedAsync():ss\\.fff} s after the start");
            await story(play);
            await play.EndLoadAsync();
            CheckOutputs(cluster, play.MayHalt ? ["Unhandled", "Invariant"] : Forbidden);
        }
        catch (Exception e)
        {
            throw new XunitException($"Seed {seed}: {e.GetType().Name}: {e.Message}\n{e.StackTrace}\n\n{string.Join("\n----\n", cluster.Outputs.Select(Tail))}");
        }
    }

    /// <summary>Lets clients begin, with accounts of their own: what earlier ones did not learn of cannot touch these.</summary>
    public void NewLoad(int number) => Load = new Workload(Cluster, (Seed * 1000) + number, $"{_accounts}w{number}");

    /// <summary>Ends the load, starts or thaws whoever does not run, and checks everything.</summary>
    public async Task EndLoadAsync()
    {
        if (Cluster.IsPartitionable)
        {
            Cluster.Network.Heal();
        }

        await Load.StopAsync();
        foreach (var id in Cluster.Ids.Except(Cluster.Running))
        {
            Tell($"replica {id} is not there and is started");
            await Cluster.StartAsync(id);
        }

        Tell(await Load.CheckAsync());
        Tell($"all agree {(await Cluster.AgreeAsync()).TotalMilliseconds:F0} ms later");
        Assert.Equal(Cluster.Ids, Cluster.Running);
        Load.Dispose();
    }

    public void Tell(string text) => _output.WriteLine(text);

    public void Dispose() => Load?.Dispose();

    /// <summary>No process wrote of anything that must not happen.</summary>
    public static void CheckOutputs(BankCluster cluster, IReadOnlyList<string>? forbidden = null)
    {
        foreach (var output in cluster.Outputs)
        {
            foreach (var word in forbidden ?? Forbidden)
            {
                Assert.False(output.Contains(word, StringComparison.Ordinal), $"A process wrote '{word}':\n{output}");
            }
        }
    }

    private static string Tail(string output) => output.Length < 6000 ? output : output[..1500] + "\n[…]\n" + output[^4500..];
}
