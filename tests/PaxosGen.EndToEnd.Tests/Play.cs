using Xunit.Abstractions;
using Xunit.Sdk;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// A cluster of processes under load and what happens to it. At the end everyone runs and agrees, and what the clients
/// were answered is held against the rules of a bank.
/// </summary>
internal sealed class Play : IAsyncDisposable
{
    /// <summary>The election time-out that processes have unless they are told another.</summary>
    public static readonly TimeSpan ElectionTimeout = TimeSpan.FromMilliseconds(500);

    private readonly ITestOutputHelper _output;

    private Play(ITestOutputHelper output, int members, int seed)
    {
        _output = output;
        Random = new Random(seed);
        Seed = seed;
        Cluster = new BankCluster(members);
    }

    public BankCluster Cluster { get; }

    public Random Random { get; }

    public int Seed { get; }

    /// <summary>The clients of now.</summary>
    public Workload Load { get; private set; } = null!;

    /// <summary>Runs a story from a cluster that serves to one that has been checked.</summary>
    /// <param name="output">Where it tells what it measured.</param>
    /// <param name="story">What happens.</param>
    /// <param name="members">How many replicas.</param>
    /// <param name="absent">Members that are not there at the start.</param>
    /// <param name="seed">Decides what the clients call.</param>
    public static async Task RunAsync(ITestOutputHelper output, Func<Play, Task> story, int members = 3, IReadOnlyList<int>? absent = null, int seed = 1)
    {
        await using var play = new Play(output, members, seed);
        try
        {
            await Task.WhenAll(play.Cluster.Ids.Except(absent ?? []).Select(play.Cluster.StartAsync));
            play.NewLoad(0);
            play.Tell($"serves {await play.Load.ServedAsync():ss\\.fff} s after the start");
            await story(play);
            await play.EndLoadAsync();
            CheckOutputs(play.Cluster);
        }
        catch (Exception e)
        {
            throw new XunitException($"Seed {seed}: {e.GetType().Name}: {e.Message}\n{e.StackTrace}\n\n{string.Join("\n----\n", play.Cluster.Outputs.Select(Tail))}");
        }
    }

    /// <summary>Lets clients begin, with accounts of their own: what earlier ones did not learn of cannot touch these.</summary>
    public void NewLoad(int number) => Load = new Workload(Cluster, (Seed * 1000) + number, $"w{number}");

    /// <summary>Ends the load, starts or thaws whoever does not run, and checks everything.</summary>
    public async Task EndLoadAsync()
    {
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

    public async ValueTask DisposeAsync()
    {
        Load?.Dispose();
        await Cluster.DisposeAsync();
    }

    /// <summary>No process wrote of anything that must not happen.</summary>
    public static void CheckOutputs(BankCluster cluster)
    {
        foreach (var output in cluster.Outputs)
        {
            foreach (var word in (string[])["   at ", "Unhandled", "fail:", "crit:", "Invariant"])
            {
                Assert.False(output.Contains(word, StringComparison.Ordinal), $"A process wrote '{word}':\n{output}");
            }
        }
    }

    private static string Tail(string output) => output.Length < 6000 ? output : output[..1500] + "\n[…]\n" + output[^4500..];
}
