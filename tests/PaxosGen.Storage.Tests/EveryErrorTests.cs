using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>Every operation of a whole life fails once, with every error that matters.</summary>
public class EveryErrorTests
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    [Theory]
    [InlineData(InputOutputError)]
    [InlineData(NoSpace)]
    [InlineData(QuotaExceeded)]
    public void An_error_is_a_full_disk_where_space_is_taken_and_final_everywhere_else(int error)
    {
        var (full, final) = (0, 0);
        for (var operation = 1L; ; operation++)
        {
            var disk = new MemoryDisk();
            disk.FailAt(operation, error);
            var life = WholeLife.New();
            try
            {
                var outcome = Live(life, disk);
                if (outcome == "intact")
                {
                    Assert.True(operation > 150, $"{operation} operations");
                    break;
                }

                full += outcome == "full" ? 1 : 0;
                final += outcome == "final" ? 1 : 0;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"After errno {error} in operation {operation}: {e.Message}", e);
            }
        }

        Assert.True(final > 100, $"{final} final errors");
        Assert.Equal(error != InputOutputError, full > 10);
    }

    /// <summary>Lives to the end, trying again while the disk is full, or to the error that is final.</summary>
    private static string Live(ScriptedLife life, MemoryDisk disk)
    {
        var (outcome, nonce) = ("intact", (UInt128)100);
        ReplicaStore? store = null;
        try
        {
            Start();
            foreach (var step in ScriptedLife.Everything)
            {
                if (step is null)
                {
                    store!.Dispose();
                    Start();
                }
                else
                {
                    Take(step);
                }
            }

            store!.Dispose();
            disk.Crash();
            life.Check(Open(disk, 7000));
            return outcome;
        }
        catch (DiskFailedException failure)
        {
            CheckStopped(store, disk, failure);
            try
            {
                CheckRestarted(life, disk);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{failure.Message} {e.Message}", e);
            }

            return "final";
        }

        void Start()
        {
            try
            {
                store = null;
                store = Open(disk, ++nonce);
            }
            catch (DiskFullException)
            {
                outcome = "full";
                store = Open(disk, nonce);
            }

            life.OnOpened(nonce);
        }

        void Take(Action<ScriptedLife, ReplicaStore> step)
        {
            var next = life.NextSlot;
            try
            {
                step(life, store!);
            }
            catch (DiskFullException)
            {
                outcome = "full";
                life.OnFull(next);
                life.Promise(store!);
                step(life, store!);
            }
        }
    }

    /// <summary>Nothing is tried again, not even another sync, whatever is asked for and whoever asks.</summary>
    private static void CheckStopped(ReplicaStore? store, MemoryDisk disk, DiskFailedException failure)
    {
        Assert.NotEqual(-2, failure.Offset);
        Assert.StartsWith("memory/", failure.File, StringComparison.Ordinal);
        if (store is null)
        {
            return;
        }

        var before = disk.Operations;
        foreach (var request in new Action<ReplicaStore>[]
        {
            s => s.Log.Append([Promised(1000)]),
            s => s.Log.Append([Vote(1000, 500, Entry(1))]),
            s => s.Log.Append([ChosenThrough(1)]),
            s => s.Log.Truncate(new Slot(1)),
            s => s.Snapshots.Write(new Slot(500), AtBirth, default, new byte[10]),
            s => s.Peers.Remember(new ReplicaId(2), new StoreId(2), 5000),
            s => s.KeepSchema("another"),
        })
        {
            Assert.Equal(failure.Operation, Assert.Throws<DiskFailedException>(() => request(store)).Operation);
        }

        store.Dispose();
        Assert.Equal(before, disk.Operations);
    }

    /// <summary>The process starts again, over a page cache that may know more than the disk, which then loses its power.</summary>
    private static void CheckRestarted(ScriptedLife life, MemoryDisk disk)
    {
        disk.Kill();
        RecoveredState found;
        using (var store = Open(disk, 7000))
        {
            life.Check(store);
            found = store.Recovered;
        }

        disk.Crash();
        using var again = Open(disk, 7001);
        life.Check(again);
        Assert.Equal(found.Promised, again.Recovered.Promised);
        Assert.Equal(Describe(found.Log), Describe(again.Recovered.Log));
        Assert.Equal(found.Unknown.ToArray(), again.Recovered.Unknown.ToArray());
    }
}
