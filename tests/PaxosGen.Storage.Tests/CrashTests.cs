using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>The power fails in every operation of a scripted life, with every kind of loss and tear.</summary>
public class CrashTests
{
    private const int Steps = 22;

    public static TheoryData<int, string> Lives
    {
        get
        {
            var lives = new TheoryData<int, string>();
            for (var script = 1; script <= 3; script++)
            {
                foreach (var fate in new[] { "nothing", "everything", "torn 1", "torn 2", "torn 3", "torn 4" })
                {
                    lives.Add(script, fate);
                }
            }

            return lives;
        }
    }

    [Theory]
    [MemberData(nameof(Lives))]
    public void Whatever_was_acknowledged_survives_a_crash_in_any_operation(int script, string fate)
    {
        for (var operation = 1L; ; operation++)
        {
            var disk = new MemoryDisk();
            disk.FailPowerAt(operation);
            var life = new ScriptedLife(script);
            var isOver = Live(life, disk, Steps);
            Crash(disk, fate, operation);
            Check(life, disk, $"script {script}, {fate}, operation {operation}");
            if (isOver)
            {
                Assert.True(operation > 150, "The script should have more operations than that.");
                return;
            }
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("everything")]
    [InlineData("torn 5")]
    [InlineData("torn 6")]
    public void A_crash_in_any_operation_of_the_recovery_loses_nothing_either(string fate)
    {
        // The first crash tears a batch in the middle of the script, so that recovery has something to cut.
        foreach (var first in new[] { 60L, 81, 102, 123, 137 })
        {
            for (var operation = 1L; ; operation++)
            {
                var disk = new MemoryDisk();
                disk.FailPowerAt(first);
                var life = new ScriptedLife(1);
                Live(life, disk, Steps);
                Crash(disk, "torn 9", first);
                disk.FailPowerAt(disk.Operations + operation);
                var isOver = Live(life, disk, 0);
                Crash(disk, fate, operation);
                Check(life, disk, $"{fate}, first crash {first}, operation {operation}");
                if (isOver)
                {
                    break;
                }
            }
        }
    }

    private static bool Live(ScriptedLife life, MemoryDisk disk, int steps)
    {
        ReplicaStore? store = null;
        try
        {
            var nonce = (UInt128)disk.Operations + 1;
            store = Open(disk, nonce);
            life.OnOpened(nonce);
            for (var i = 0; i < steps; i++)
            {
                life.Step(store);
            }

            store.Dispose();
            return true;
        }
        catch (PowerFailedException)
        {
            return false;
        }
        finally
        {
            store?.Dispose();
        }
    }

    private static void Crash(MemoryDisk disk, string fate, long operation)
    {
        switch (fate)
        {
            case "nothing":
                disk.Crash();
                break;
            case "everything":
                disk.Crash((_, _) => true, count => count);
                break;
            default:
                var random = new Random(HashCodeOf(fate) * 7919 + (int)operation);
                var share = random.NextDouble();
                disk.Crash((_, _) => random.NextDouble() < share, count => random.Next(count + 1));
                break;
        }
    }

    private static int HashCodeOf(string text) => text.Aggregate(17, (hash, c) => hash * 31 + c) & 0xFFFFF;

    private static void Check(ScriptedLife life, MemoryDisk disk, string when)
    {
        try
        {
            RecoveredState first;
            using (var store = Open(disk, 77))
            {
                first = store.Recovered;
                life.Check(store);

                // Over what was found the store goes on: a cut tail must not come back.
                store.Log.Append([Promised(1000), Vote(1000, 500, Entry(1))]);
            }

            disk.Crash();
            using (var store = Open(disk, 78))
            {
                var second = store.Recovered;
                Assert.Equal([.. Describe(first.Log), .. Describe(Vote(1000, 500, Entry(1)))], Describe(second.Log));
                Assert.Equal(first.Unknown.ToArray(), second.Unknown.ToArray());
                Assert.Equal(first.ChosenThrough, second.ChosenThrough);
                Assert.Equal(first.TruncatedThrough, second.TruncatedThrough);
                Assert.Equal(Ballot(1000), second.Promised);
                Assert.Equal(store.Identity.Starts[^2..].ToArray(), [(UInt128)77, 78]);
            }
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"After a crash with {when}: {e.Message}", e);
        }
    }
}
