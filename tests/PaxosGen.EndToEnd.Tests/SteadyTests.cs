using System.Diagnostics;
using System.Globalization;
using BankSample;
using Xunit.Abstractions;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Load that goes on: nothing may pile up.</summary>
public sealed class SteadyTests(ITestOutputHelper output)
{
    private const int DefaultSeconds = 3;
    private const int Clients = 4;
    private const int CallersOfClient = 16;
    private const int Accounts = 500;

    /// <summary>From here on memory is compared: before, the runtime is still warming up.</summary>
    private const int SecondsToCompareMemory = 60;

    [Fact]
    public async Task Mixed_load_lets_nothing_pile_up()
    {
        // `./dev steady [SECONDS]` goes on for longer and shows how it went.
        var seconds = Environment.GetEnvironmentVariable("PAXOSGEN_STEADY") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultSeconds;
        await using var cluster = new BankCluster(3, snapshotInterval: seconds > DefaultSeconds ? 20_000 : 1000);
        await Task.WhenAll(cluster.Ids.Select(cluster.StartAsync));
        await cluster.LeaderAsync();

        using var enough = new CancellationTokenSource();
        var deposited = new decimal[Clients * CallersOfClient];
        var calls = new long[Clients * CallersOfClient];
        var clients = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => BankClient.ConnectAsync(cluster.Ids.Select(cluster.PeerAddress)).AsTask()));
        var callers = Enumerable.Range(0, calls.Length).Select(caller => Task.Run(() => CallAsync(caller))).ToList();
        var memory = await WatchAsync(cluster, TimeSpan.FromSeconds(seconds), () => calls.Sum());
        await Until.HoldsAsync("all logs are truncated", async () => (await StatesAsync()).All(state => state is { TruncatedThrough: > 0 }));
        await enough.CancelAsync();
        await Task.WhenAll(callers);

        var accounts = (await Task.WhenAll(Enumerable.Range(0, Accounts).Select(account => clients[0].BalanceAsync(Name(account)).AsTask()))).Sum();
        Assert.Equal(deposited.Sum(), accounts);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }

        await cluster.AgreeAsync();
        await Until.HoldsAsync("nothing is in flight any more", async () => (await StatesAsync()).All(state => state is { SlotsInFlight: 0, RequestsWaiting: 0 }));
        Play.CheckOutputs(cluster);
        if (seconds >= SecondsToCompareMemory)
        {
            CheckMemory(memory);
        }

        Task<ReplicaState?[]> StatesAsync() => Task.WhenAll(cluster.Ids.Select(cluster.StatusAsync));

        async Task CallAsync(int caller)
        {
            var random = new Random(caller);
            var client = clients[caller % Clients];
            while (!enough.IsCancellationRequested)
            {
                var (one, other) = (random.Next(Accounts), random.Next(Accounts - 1));
                var amount = random.Next(1, 10_000) / 100m;
                switch (random.Next(10))
                {
                    case < 4:
                        deposited[caller] += (await client.DepositAsync(Name(one), amount)).Approved ? amount : 0;
                        break;
                    case < 6:
                        deposited[caller] -= (await client.WithdrawAsync(Name(one), amount)).Approved ? amount : 0;
                        break;
                    case < 7:
                        await client.TransferAsync(Name(one), Name((one + 1 + other) % Accounts), amount);
                        break;
                    default:
                        await client.BalanceAsync(Name(one));
                        break;
                }

                calls[caller]++;
            }
        }
    }

    private static string Name(int account) => string.Create(CultureInfo.InvariantCulture, $"steady-{account}");

    /// <summary>Looks at all processes ten times in all, and tells what it sees.</summary>
    private async Task<List<long[]>> WatchAsync(BankCluster cluster, TimeSpan time, Func<long> calls)
    {
        List<long[]> memory = [];
        var watch = Stopwatch.StartNew();
        for (var look = 1; look <= 10; look++)
        {
            await Task.Delay(TimeSpan.FromTicks(Math.Max(0, (time.Ticks * look / 10) - watch.Elapsed.Ticks)));
            var states = await Task.WhenAll(cluster.Ids.Select(cluster.StatusAsync));
            memory.Add([.. cluster.Ids.Select(cluster.MemoryOf)]);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{watch.Elapsed.TotalSeconds,6:F1} s {calls(),9} calls, memory {string.Join(' ', memory[^1])} MiB, "
                + $"{string.Join("; ", states.Select(s => s is null ? "no answer" : $"{s.Replica} {s.Role} applied {s.AppliedThrough} snapshot {s.SnapshotSlot} truncated {s.TruncatedThrough} in flight {s.SlotsInFlight} waiting {s.RequestsWaiting} gc {s.LongestGcPauseMilliseconds:F0} ms"))}"));
        }

        return memory;
    }

    /// <summary>What a process holds in the last third of the time is what it held in the middle, but for chance.</summary>
    private static void CheckMemory(List<long[]> memory)
    {
        for (var replica = 0; replica < memory[0].Length; replica++)
        {
            var middle = memory[3..6].Average(look => look[replica]);
            var last = memory[7..].Average(look => look[replica]);
            Assert.True(last < (middle * 1.3) + 20, $"Replica {replica + 1} held {middle:F0} MiB in the middle and {last:F0} MiB at the end.");
        }
    }
}
