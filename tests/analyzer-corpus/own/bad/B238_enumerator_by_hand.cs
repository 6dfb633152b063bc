using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B238;

[ReplicatedStateMachine]
public partial class Victims
{
    private readonly HashSet<long> _pages = new();

    [Command(1)]
    public void Load(long page) => _pages.Add(page);

    [Command(2)]
    public long Evict()
    {
        using var pages = _pages.GetEnumerator(); // EXPECT: unordered-iteration #a
        if (!pages.MoveNext()) return -1;
        var victim = pages.Current; // EXPECT: unordered-iteration #a
        _pages.Remove(victim);
        return victim;
    }
}
