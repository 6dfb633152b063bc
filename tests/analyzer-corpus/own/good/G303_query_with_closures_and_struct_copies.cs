using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G303;

public struct Tally
{
    public int Up { get; set; }
    public int Down { get; set; }
    public void Bump() => Up++;
}

public sealed record Item(string Name, int Votes);

[ReplicatedStateMachine]
public partial class Polls
{
    private Tally _tally;
    private readonly List<Item> _items = new();
    private readonly int[] _days = new int[7];

    [Command(1)]
    public int Vote(string name) { _tally.Bump(); _items.Add(new Item(name, 1)); return _days[0]++; }

    [Query(2)]
    public (int, int) Preview()
    {
        var copy = _tally;
        copy.Bump();
        copy.Down = 3;
        var n = 0;
        _items.ForEach(i => n += i.Votes);
        var total = _items.Select(i => { n++; return i with { Votes = i.Votes + n }; }).Sum(i => i.Votes);
        var days = _days.ToArray();
        days[0] = total;
        Count();
        return (copy.Up + n, days.Max());

        void Count() => n += _items.Count;
    }

    [Query(3)]
    public Item[] Top()
    {
        var items = _items.GetRange(0, Math.Min(3, _items.Count));
        items.Reverse();
        using var all = _items.GetEnumerator();
        while (all.MoveNext()) { }
        return [.. items];
    }
}
