namespace PaxosGen.Workloads;

/// <summary>Values by number: what etcd and the Yahoo! Cloud Serving Benchmark are loaded with, as a replicated class.</summary>
[ReplicatedStateMachine]
public sealed partial class KeyValueStore
{
    private readonly Dictionary<long, byte[]> _values = [];

    /// <summary>Sets a value. One of the same length is written over, as the ceiling prototype does, so that nothing is allocated.</summary>
    [Command(1)]
    public void Put(long key, byte[] value)
    {
        if (_values.TryGetValue(key, out var old) && old.Length == value.Length)
        {
            value.CopyTo(old, 0);
        }
        else
        {
            _values[key] = [.. value];
        }
    }

    /// <summary>Reads a value; null if there is none.</summary>
    [Query(2)]
    public byte[]? Get(long key) => _values.TryGetValue(key, out var value) ? [.. value] : null;
}
