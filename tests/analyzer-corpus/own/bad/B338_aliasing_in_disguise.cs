using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B338;

public sealed class Basket { public List<string> Lines { get; set; } = new(); }

[ReplicatedStateMachine]
public partial class Baskets
{
    private readonly List<int[]> _rows = new();
    private readonly Dictionary<int, Basket> _baskets = new();
    private byte[] _blob = [];

    [Command(1)]
    public int Add(int[] row, Basket basket, byte[] blob)
    {
        _rows.Add(row); // EXPECT: aliasing
        _baskets[_rows.Count] = basket; // ALLOW: aliasing
        _blob = blob; // EXPECT: aliasing
        return _rows.Count;
    }

    [Query(2)]
    public byte[] Blob() => _blob; // EXPECT: aliasing

    [Query(3)]
    public IReadOnlyCollection<int> Ids() => _baskets.Keys; // EXPECT: aliasing|deferred-execution|unordered-iteration

    [Query(4)]
    public List<string>? Lines(int id) => _baskets.TryGetValue(id, out var b) ? b.Lines : null; // EXPECT: aliasing
}
