using System.Diagnostics;
using System.Globalization;
using BankSample;
using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Many times more calls than the cluster takes on, in little memory.</summary>
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int DefaultSeconds = 4;
    private const int MemoryMiB = 512;

    /// <summary>Sixteen times as many calls as a leader has in flight.</summary>
    private const int Clients = 64;
    private const int CallersOfClient = 1024;

    [Fact]
    public async Task Ten_times_the_load_is_turned_away_early_and_memory_stays_flat()
    {
        var seconds = Environment.GetEnvironmentVariable("PAXOSGEN_OVERLOAD") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;

        // Three quarters of it for the heap, as the runtime itself takes in a container of this size.
        string[] inLittleMemory = ["env", string.Create(CultureInfo.InvariantCulture, $"DOTNET_GCHeapHardLimit={MemoryMiB * 3L / 4 << 20:x}")];
        await using var cluster = new BankCluster(3, snapshotInterval: 20_000);
        await Task.WhenAll(cluster.Ids.Select(id => cluster.StartAsync(id, inLittleMemory)));
        await cluster.LeaderAsync();
        await using var modest = await BankClient.ConnectAsync(cluster.Ids.Select(cluster.PeerAddress));
        await modest.DepositAsync("modest", 1);

        using var enough = new CancellationTokenSource();
        var (answered, overloaded, unknown) = (0L, 0L, 0L);
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => BankClient.ConnectAsync(cluster.Ids.Select(cluster.PeerAddress)).AsTask()));
        var flood = Enumerable.Range(0, Clients * CallersOfClient).Select(caller => Task.Run(() => CallAsync(caller))).ToList();

        // Whoever asks for little is served meanwhile.
        var (calls, slowest, most) = (1, TimeSpan.Zero, 0L);
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(seconds);)
        {
            var started = watch.Elapsed;
            await DepositOnceAsync();
            calls++;
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (watch.Elapsed - started).Ticks));
            most = Math.Max(most, cluster.Ids.Max(cluster.MemoryOf));
        }

        await enough.CancelAsync();
        var recovering = Stopwatch.StartNew();
        await DepositOnceAsync();
        var recovered = recovering.Elapsed;
        await Task.WhenAll(flood);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{answered} answered, {overloaded} ended as overloaded, {unknown} without an outcome; one caller beside them: {calls} calls, the slowest {slowest.TotalMilliseconds:F0} ms, the next after the flood {recovered.TotalMilliseconds:F0} ms; most memory {most} MiB"));
        Assert.True(answered > 0);
        Assert.InRange(most, 1, MemoryMiB);
        Assert.Equal(calls + 1, await modest.BalanceAsync("modest"));
        Assert.InRange(await modest.BalanceAsync("flood"), answered, answered + unknown);
        await cluster.AgreeAsync();
        Play.CheckOutputs(cluster);

        // What is not known to have been applied is asked again with the same key.
        async Task DepositOnceAsync()
        {
            var once = modest.WithIdempotencyKey(Guid.NewGuid());
            await Until.HoldsAsync("a caller that asks for little is served", async () =>
            {
                try
                {
                    await once.DepositAsync("modest", 1);
                    return true;
                }
                catch (PaxosException e) when (e is OverloadedException or OutcomeUnknownException or ClusterUnavailableException)
                {
                    return false;
                }
            });
        }

        async Task CallAsync(int caller)
        {
            var client = clients[caller % Clients];
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await client.DepositAsync("flood", 1);
                    Interlocked.Increment(ref answered);
                }
                catch (OverloadedException e)
                {
                    Interlocked.Increment(ref overloaded);
                    await Task.Delay(e.RetryAfter);
                }
                catch (ClusterUnavailableException)
                {
                    // While leaders change. Certainly not applied.
                }
                catch (OutcomeUnknownException)
                {
                    Interlocked.Increment(ref unknown);
                }
            }
        }
    }
}
