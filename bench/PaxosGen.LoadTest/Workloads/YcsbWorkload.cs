using PaxosGen.LoadTest.Load;
using PaxosGen.LoadTest.Workloads.Keys;

namespace PaxosGen.LoadTest.Workloads;

/// <summary>
/// Core workloads A, B and C of the Yahoo! Cloud Serving Benchmark (Cooper et al., SoCC 2010): reads and updates of loaded
/// records, some of which are much more popular than others (<see cref="ScrambledZipfianKeys"/>).
/// </summary>
/// <remarks>
/// A record, which YCSB makes of ten fields of 100 bytes, is here one value of 1000 bytes (<see cref="RecordBytes"/>), read and
/// written whole: an update sends ten times what YCSB's, of one field, does. Reads are linearizable.
/// </remarks>
/// <param name="store">The connection; disposed with this.</param>
/// <param name="readPercent">Which part of the calls are reads.</param>
internal sealed class YcsbWorkload(IStoreConnection store, int readPercent) : Workload
{
    /// <summary>Bytes of a record: ten fields of 100.</summary>
    public const int RecordBytes = 1000;

    private const int Records = 100_000;
    private const int LoadedAtOnce = 256;

    private readonly ScrambledZipfianKeys _keys = new(Records);

    /// <inheritdoc />
    public override IStoreConnection Store => store;

    /// <inheritdoc />
    public override Task PrepareAsync() => Parallel.ForAsync(0L, Records, new ParallelOptions { MaxDegreeOfParallelism = LoadedAtOnce }, async (key, _) =>
    {
        var record = new byte[RecordBytes];
        new Random((int)key).NextBytes(record);
        await store.PutAsync(key, record);
    });

    /// <inheritdoc />
    public override ValueTask CallAsync(Random random, byte[] value)
    {
        var key = _keys.Next(random);
        return random.Next(100) < readPercent ? GetAsync(store, key) : PutAsync(store, key, random, value);
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => store.DisposeAsync();
}
