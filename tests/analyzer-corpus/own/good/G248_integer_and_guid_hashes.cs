using System;
using PaxosGen;
namespace Corpus.G248;

public enum Region { North, South }

// The hashes of integers, enums and guids are their value: the same everywhere.
[ReplicatedStateMachine]
public partial class Buckets
{
    private readonly int[] _buckets = new int[8];

    [Command(1)]
    public int Put(long id, Region region, Guid guid)
    {
        var bucket = (id.GetHashCode() ^ region.GetHashCode() ^ guid.GetHashCode()) & 7; // ALLOW: unstable-hash
        return ++_buckets[bucket];
    }
}
