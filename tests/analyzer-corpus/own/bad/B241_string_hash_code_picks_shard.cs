using System;
using PaxosGen;
namespace Corpus.B241;

[ReplicatedStateMachine]
public partial class Shards
{
    private readonly int[] _counts = new int[16];

    [Command(1)]
    public int Put(string key)
    {
        var shard = (key.GetHashCode() & int.MaxValue) % _counts.Length; // EXPECT: unstable-hash
        _counts[shard]++;
        return shard;
    }

    [Command(2)]
    public int PutIgnoreCase(string key) => _counts[(uint)StringComparer.OrdinalIgnoreCase.GetHashCode(key) % 16]++; // EXPECT: unstable-hash
}
