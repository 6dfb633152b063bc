using PaxosGen;
namespace Corpus.G249;

internal static class Fnv
{
    public static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = unchecked((hash ^ c) * 16777619u);
        return hash;
    }
}

[ReplicatedStateMachine]
public partial class Shards
{
    private readonly long[] _counts = new long[16];

    [Command(1)]
    public long Put(string key) => ++_counts[Fnv.Hash(key) % 16];
}
