using static PaxosGen.Storage.Tests.TestStore;

namespace PaxosGen.Storage.Tests;

/// <summary>Leads a store through <see cref="ScriptedLife.Everything"/>.</summary>
internal static class WholeLife
{
    private const int Seed = 11;

    /// <summary>A life that has not begun.</summary>
    public static ScriptedLife New(Func<bool>? hasLostLastBatch = null) => new(Seed) { HasLostLastBatch = hasLostLastBatch ?? (() => false) };

    /// <summary>Leads it to its end, or to what stops it.</summary>
    /// <returns>The store as it was when the script ended, still open.</returns>
    public static ReplicaStore Lead(ScriptedLife life, IDisk disk)
    {
        var nonce = (UInt128)100;
        var store = Start();
        try
        {
            foreach (var step in ScriptedLife.Everything)
            {
                if (step is not null)
                {
                    step(life, store);
                    continue;
                }

                store.Dispose();
                life.OnClosed();
                store = Start();
            }

            return store;
        }
        catch
        {
            store.Dispose();
            life.OnClosed();
            throw;
        }

        ReplicaStore Start()
        {
            var opened = Open(disk, ++nonce);
            life.OnOpened(nonce);
            return opened;
        }
    }
}
