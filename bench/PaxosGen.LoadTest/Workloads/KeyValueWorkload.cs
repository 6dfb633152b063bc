using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Workloads;

/// <summary>Reads and writes of keys that are drawn evenly, with nothing loaded before.</summary>
/// <param name="store">The connection; disposed with this.</param>
/// <param name="readPercent">Which part of the calls are linearizable reads.</param>
internal sealed class KeyValueWorkload(IStoreConnection store, int readPercent) : Workload
{
    /// <summary>How many keys there are.</summary>
    public const int Keys = 100_000;

    /// <inheritdoc />
    public override IStoreConnection Store => store;

    /// <inheritdoc />
    public override ValueTask CallAsync(Random random, byte[] value)
    {
        var key = random.Next(Keys);
        return readPercent > 0 && random.Next(100) < readPercent ? GetAsync(store, key) : PutAsync(store, key, random, value);
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => store.DisposeAsync();
}
