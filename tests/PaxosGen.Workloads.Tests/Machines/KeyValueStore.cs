namespace PaxosGen.Workloads;

/// <summary>Values by number: what etcd and the Yahoo! Cloud Serving Benchmark are loaded with, as a replicated class.</summary>
[ReplicatedStateMachine]
public sealed partial class KeyValueStore
{
    private readonly Dictionary<long, byte[]> _values = [];

    /// <summary>Sets a value.</summary>
    [Command(1)]
    public void Put(long key, byte[] value) => _values[key] = [.. value];

    /// <summary>Reads a value; null if there is none.</summary>
    [Query(2)]
    public byte[]? Get(long key) => _values.TryGetValue(key, out var value) ? [.. value] : null;
}
