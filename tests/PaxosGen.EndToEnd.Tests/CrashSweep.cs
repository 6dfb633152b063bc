using System.Diagnostics;
using PaxosGen.Core;
using PaxosGen.Storage;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// A bank of one replica, whose process is killed in one system call after the other. What it acknowledged is on its disk
/// or nowhere: a cluster of one has nobody to learn from.
/// </summary>
internal sealed class CrashSweep : IAsyncDisposable
{
    private const int Killed = 128 + 9;
    private const int OftenEnough = 10;
    private static readonly TimeSpan AttemptPatience = TimeSpan.FromSeconds(2);

    private readonly BankCluster _cluster = new(1, snapshotInterval: OftenEnough);
    private readonly Teller _teller;
    private decimal _acknowledged;
    private Guid _key = Guid.NewGuid();

    public CrashSweep() => _teller = new Teller(_cluster, AttemptPatience);

    /// <summary>How many processes were killed.</summary>
    public int Kills { get; private set; }

    /// <summary>How many deposits of 1 were acknowledged.</summary>
    public decimal Acknowledged => _acknowledged;

    /// <summary>
    /// Kills the process in the n-th call of a kind in its first start, over an empty folder. Whatever is left of that, the
    /// folder can be opened or made.
    /// </summary>
    /// <returns>False when the start has no such call.</returns>
    public async Task<bool> BearAsync(string call, int n)
    {
        using var strace = new Strace(call, "signal=KILL", $"{n}");
        var process = _cluster.Launch(1, strace.Command);
        if (await IsServedAsync(process))
        {
            await _cluster.KillAsync(1);
            Directory.Delete(_cluster.Folder(1), recursive: true);
            return false;
        }

        Assert.Equal(Killed, await process.ExitCodeAsync());
        Kills++;
        if (Directory.Exists(_cluster.Folder(1)))
        {
            CheckUnborn(_cluster.Folder(1));
            Directory.Delete(_cluster.Folder(1), recursive: true);
        }

        return true;
    }

    /// <summary>
    /// Starts the process from what the last one left, holds the balance against what was acknowledged, and pays in until
    /// the n-th call of a kind by one of its threads kills it.
    /// </summary>
    public async Task KillAsync(string call, int n)
    {
        using var strace = new Strace(call, "signal=KILL", $"{n}");
        var process = _cluster.Launch(1, strace.Command);
        if (await IsServedAsync(process))
        {
            await PayInAsync(process);
        }

        Assert.Equal(Killed, await process.ExitCodeAsync());
        Kills++;
    }

    /// <summary>Starts the process and checks once more.</summary>
    public async Task EndAsync()
    {
        await _cluster.StartAsync(1);
        await CheckAsync(_cluster.Process(1));
        Assert.True(_acknowledged > 0);
        var state = await _cluster.StatusAsync(1);
        Assert.True(state is { HaltReason: null, SnapshotSlot: > 0 }, $"{state}");
        Assert.Equal(0, (await _cluster.TerminateAsync(1)).ExitCode);
        Play.CheckOutputs(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        _teller.Dispose();
        await _cluster.DisposeAsync();
    }

    private static async Task<bool> IsServedAsync(BankProcess process)
    {
        // A process of which strace sees every call takes its time on a machine that is busy.
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await process.AddressAsync();
                return true;
            }
            catch (Xunit.Sdk.XunitException) when (process.HasExited)
            {
                return false;
            }
            catch (TimeoutException e) when (watch.Elapsed > Until.Patience)
            {
                throw new TimeoutException($"It neither listens nor ends:\n{process.Output}", e);
            }
            catch (TimeoutException)
            {
                continue;
            }
        }
    }

    private async Task PayInAsync(BankProcess process)
    {
        if (!await CheckAsync(process))
        {
            return;
        }

        while (await TryAsync(process, new BankCall.Deposit("alice", 1), _key) is not null)
        {
            _acknowledged++;
            _key = Guid.NewGuid();
        }
    }

    /// <summary>The deposit without an answer is repeated with its key, so that the balance is known to the last unit.</summary>
    /// <returns>False when the process was killed before it had answered.</returns>
    private async Task<bool> CheckAsync(BankProcess process)
    {
        if (await TryAsync(process, new BankCall.Deposit("alice", 1), _key) is null)
        {
            return false;
        }

        _acknowledged++;
        _key = Guid.NewGuid();
        if (await TryAsync(process, new BankCall.Balance("alice"), Guid.Empty) is not { } balance)
        {
            return false;
        }

        Assert.Equal(_acknowledged, balance.Account.New);
        return true;
    }

    /// <summary>Asks until it is answered; null when the process has ended before.</summary>
    private async Task<BankAnswer?> TryAsync(BankProcess process, BankCall call, Guid key)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Until.Patience)
        {
            switch (await _teller.TryAsync(1, call, key))
            {
                case Attempt.Answered answered:
                    return answered.Answer;
                case Attempt.Odd odd:
                    throw new Xunit.Sdk.XunitException(odd.Why);
            }

            if (process.HasExited)
            {
                return null;
            }

            await Task.Delay(5);
        }

        throw new TimeoutException($"No answer to {call}:\n{process.Output}");
    }

    private static void CheckUnborn(string folder)
    {
        var disk = new FileDisk(folder);
        var founding = new Membership([new Member(new ReplicaId(1), "127.0.0.1:1")]);
        var identity = new StoreIdentity
        {
            Cluster = founding.ClusterIdFor("default"),
            ClusterName = "default",
            Replica = new ReplicaId(1),
            Store = new StoreId(1),
            Founding = founding,
            Schema = "",
        };
        using var store = ReplicaStore.IsIn(disk)
            ? ReplicaStore.Open(disk, "default", new ReplicaId(1), 1, new ReplicaStoreOptions())
            : ReplicaStore.Create(disk, identity, 1, new ReplicaStoreOptions());
        Assert.Equal(Slot.None, store.Recovered.SnapshotSlot);
        Assert.Empty(store.Recovered.Unknown);
    }
}
