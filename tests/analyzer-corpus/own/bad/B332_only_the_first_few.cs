using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B332;

[ReplicatedStateMachine]
public partial class Evictions
{
    private readonly Dictionary<string, int> _cache = new(StringComparer.Ordinal);
    private readonly HashSet<string> _picked = new(StringComparer.Ordinal);

    [Command(1)]
    public void Put(string key, int value) => _cache[key] = value;

    [Command(2)]
    public int Evict(int n)
    {
        foreach (var key in _cache.Keys.Take(n).ToList()) _cache.Remove(key); // EXPECT: unordered-iteration
        return _cache.Count;
    }

    [Command(3)]
    public int Pick(int n)
    {
        foreach (var key in _cache.Keys) // EXPECT: unordered-iteration
        {
            if (n-- <= 0) break;
            _picked.Add(key);
        }
        return _picked.Count;
    }

    [Command(4)]
    public bool Shrink()
    {
        var first = _cache.First(); // EXPECT: unordered-iteration
        return _cache.Remove(first.Key);
    }
}
