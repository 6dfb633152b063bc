using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Workloads;

/// <summary>What clients do over one connection: one call after the other, each client with a random source of its own.</summary>
internal abstract class Workload : IAsyncDisposable
{
    /// <summary>Reads and writes of keys drawn evenly.</summary>
    public const string Default = "kv";

    /// <summary>The names that <see cref="LoadSpec.Workload"/> may have.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, "ycsb-a", "ycsb-b", "ycsb-c", "smallbank", "smallbank-uniform"];

    /// <summary>The machine that replicas have to run for a workload, as <c>serve --machine</c> calls it.</summary>
    public static string MachineOf(string workload) =>
        workload.StartsWith(Replica.SmallBank, StringComparison.Ordinal) ? Replica.SmallBank : Replica.KeyValueStore;

    /// <summary>Bytes of the values of a workload.</summary>
    public static int ValueBytesOf(string workload) => workload.StartsWith("ycsb", StringComparison.Ordinal) ? YcsbWorkload.RecordBytes : 16;

    /// <summary>Opens a connection to the store that a specification names.</summary>
    public static async Task<Workload> ConnectAsync(LoadSpec spec) => spec.Workload switch
    {
        Default => new KeyValueWorkload(await ConnectToStoreAsync(spec), spec.ReadPercent),
        "ycsb-a" => new YcsbWorkload(await ConnectToStoreAsync(spec), readPercent: 50),
        "ycsb-b" => new YcsbWorkload(await ConnectToStoreAsync(spec), readPercent: 95),
        "ycsb-c" => new YcsbWorkload(await ConnectToStoreAsync(spec), readPercent: 100),
        "smallbank" => await SmallBankWorkload.ConnectAsync(spec.Endpoints, isSkewed: true),
        "smallbank-uniform" => await SmallBankWorkload.ConnectAsync(spec.Endpoints, isSkewed: false),
        _ => throw new ArgumentException($"'{spec.Workload}' is no workload; there are {string.Join(", ", Names)}."),
    };

    /// <summary>The store, where there is one for keys and values.</summary>
    /// <exception cref="InvalidOperationException">The workload's calls are of another kind.</exception>
    public virtual IStoreConnection Store => throw new InvalidOperationException("This workload has no keys and values.");

    /// <summary>Loads the data that the calls are about. For one connection of a run, before the first call.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Makes one call. Draws all that it needs before its first wait.</summary>
    /// <param name="random">The client's.</param>
    /// <param name="value">The client's, of <see cref="LoadSpec.ValueBytes"/> bytes; the call may change them.</param>
    /// <exception cref="CommandRejectedException">It was answered, with a refusal that the workload expects now and then.</exception>
    public abstract ValueTask CallAsync(Random random, byte[] value);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Writes a value that differs from the last one.</summary>
    protected static ValueTask PutAsync(IStoreConnection store, long key, Random random, byte[] value)
    {
        random.NextBytes(value.AsSpan(0, Math.Min(sizeof(long), value.Length)));
        return store.PutAsync(key, value);
    }

    /// <summary>Reads a value, and does not look at it.</summary>
    protected static async ValueTask GetAsync(IStoreConnection store, long key) => await store.GetAsync(key);

    private static async Task<IStoreConnection> ConnectToStoreAsync(LoadSpec spec) => spec.Target switch
    {
        "paxosgen" => await PaxosGenConnection.ConnectAsync(spec.Endpoints),
        "etcd" => await EtcdConnection.ConnectAsync(spec.Endpoints),
        "ceiling" => await CeilingConnection.ConnectAsync(spec.Endpoints[0]),
        _ => throw new ArgumentException($"'{spec.Target}' is no target; there are paxosgen, etcd and ceiling."),
    };
}
