using System.Diagnostics;
using System.Globalization;

namespace PaxosGen.Benchmarks;

/// <summary>State of any size, filled by few commands.</summary>
[ReplicatedStateMachine]
public sealed partial class Warehouse
{
    private readonly Dictionary<long, byte[]> _shelves = [];
    private long _visits;

    /// <summary>Puts as many new shelves up, each with a kilobyte on it.</summary>
    [Command(1)]
    public void Fill(int shelves)
    {
        for (var i = 0; i < shelves; i++)
        {
            var goods = new byte[1024];
            goods.AsSpan().Fill((byte)_shelves.Count);
            _shelves.Add(_shelves.Count, goods);
        }
    }

    /// <summary>Looks in, and is counted.</summary>
    [Command(2)]
    public long Visit() => ++_visits;
}

/// <summary>
/// What a snapshot costs those who call meanwhile: commands of one caller after the other, without a snapshot and while each
/// replica makes one, and the memory that the process held at most. Three replicas in this process, or one.
/// </summary>
internal static class SnapshotPauses
{
    private const int ShelvesAtOnce = 2048;
    private const int FollowerWindow = 4096;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] arguments)
    {
        (int Megabytes, int Replicas)[] cases = arguments is [var megabytes, var replicas]
            ? [(int.Parse(megabytes, CultureInfo.InvariantCulture), int.Parse(replicas, CultureInfo.InvariantCulture))]
            : [(1, 3), (20, 3), (200, 3), (1024, 1)];
        Console.WriteLine("state, replicas | snapshot takes | memory before, at most | garbage collection stops | a call takes (ms): p50, p99, p99.9, longest, without and with a snapshot under way");
        foreach (var (size, count) in cases)
        {
            await MeasureAsync(size, count);
        }

        return 0;
    }

    /// <summary>A replica that was away while the others filled up and truncated, and a new one, get the state while the cluster serves.</summary>
    public static async Task<int> TransferAsync(string[] arguments)
    {
        var megabytes = arguments is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 200;
        await using var cluster = await LocalCluster<WarehouseReplica>.StartAsync(
            3, new LocalClusterOptions { Configure = static options => options with { SnapshotInterval = 10_000 } });
        await using var client = await WarehouseClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromMinutes(5) });
        var away = cluster.Running.Max();
        await cluster.StopAsync(away);
        for (var shelves = 0; shelves < megabytes * 1024; shelves += ShelvesAtOnce)
        {
            await client.FillAsync(Math.Min(ShelvesAtOnce, (megabytes * 1024) - shelves));
        }

        // Until nothing but a snapshot will do: as much as a follower's window is sent to whoever is away, and waits for it.
        while (cluster.Running.Any(id => cluster[id].Status.TruncatedThrough <= FollowerWindow))
        {
            await Task.WhenAll(Enumerable.Range(0, 256).Select(_ => client.VisitAsync().AsTask()));
        }

        var without = await VisitAsync(client, Task.Delay(Calm));
        Console.WriteLine($"nobody behind | {Tell(without)}");
        await cluster.RestartAsync(away);
        await TellAsync($"{megabytes} MB to one that was away", away);
        var joined = await cluster.JoinAsync();
        await TellAsync($"{megabytes} MB to a new one", joined);
        return 0;

        async Task TellAsync(string what, int id)
        {
            var watch = Stopwatch.StartNew();
            var there = cluster[cluster.Running.Min()].Status.AppliedThrough;
            var with = await VisitAsync(client, ArrivedAsync(id, there));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} | {watch.Elapsed.TotalSeconds:F1} s | {Tell(with)}"));
        }

        async Task ArrivedAsync(int id, long there)
        {
            while (cluster[id].Status.AppliedThrough < there)
            {
                await Task.Delay(10);
            }
        }
    }

    private static async Task MeasureAsync(int megabytes, int replicas)
    {
        await using var cluster = await LocalCluster<WarehouseReplica>.StartAsync(
            replicas, new LocalClusterOptions { Configure = static options => options with { SnapshotInterval = 1_000_000_000 } });
        await using var client = await WarehouseClient.ConnectAsync(
            cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromMinutes(5) });
        for (var shelves = 0; shelves < megabytes * 1024; shelves += ShelvesAtOnce)
        {
            await client.FillAsync(Math.Min(ShelvesAtOnce, (megabytes * 1024) - shelves));
        }

        // The first is made of the log alone; those that are measured load one and write the next, as all later ones do.
        await SnapshotAllAsync(cluster);
        GC.Collect();
        var without = await VisitAsync(client, Task.Delay(Calm));
        var memory = Environment.WorkingSet;
        var paused = GC.GetTotalPauseDuration();
        var watch = Stopwatch.StartNew();
        using var enough = new CancellationTokenSource();
        var most = PeakAsync(enough.Token);
        var with = await VisitAsync(client, SnapshotAllAsync(cluster));
        await enough.CancelAsync();
        var peak = await most;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{megabytes} MB, {replicas} | {watch.Elapsed.TotalSeconds / replicas:F2} s | {memory >> 20}, {peak >> 20} MiB | {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds:F0} ms in all"
            + $" | {Tell(without)} | {Tell(with)}"));
    }

    /// <summary>One after the other, as replicas do by themselves.</summary>
    private static async Task SnapshotAllAsync(LocalCluster<WarehouseReplica> cluster)
    {
        foreach (var id in cluster.Running)
        {
            await cluster[id].Handle.SnapshotAsync();
        }
    }

    private static async Task<List<double>> VisitAsync(WarehouseClient client, Task until)
    {
        List<double> times = [];
        do
        {
            var started = Stopwatch.GetTimestamp();
            await client.VisitAsync();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        while (!until.IsCompleted);
        await until;
        times.Sort();
        return times;
    }

    private static async Task<long> PeakAsync(CancellationToken enough)
    {
        var most = 0L;
        while (!enough.IsCancellationRequested)
        {
            most = Math.Max(most, Environment.WorkingSet);
            await Task.Delay(10, CancellationToken.None);
        }

        return most;
    }

    private static string Tell(List<double> times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{times.Count} calls {At(times, 0.5):F2} {At(times, 0.99):F2} {At(times, 0.999):F2} {times[^1]:F2}");

    private static double At(List<double> times, double part) => times[Math.Min(times.Count - 1, (int)(times.Count * part))];
}
