using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G302;

[ReplicatedStateMachine]
public partial class Doors
{
    private readonly Dictionary<string, bool> _open = new(StringComparer.Ordinal);
    private int _moves;

    [Command(1)]
    public int Act(string door, string verb)
    {
        switch (verb)
        {
            case "open": _open[door] = true; _moves++; break;
            case "close": _open[door] = false; _moves++; break;
            default: throw new ArgumentException("no such verb");
        }
        return _moves;
    }

    [Command(2)]
    public int Toggle(string door)
    {
        if (_open.TryGetValue(door, out var isOpen))
        {
            _open[door] = !isOpen;
            return ++_moves;
        }
        throw new KeyNotFoundException("no such door");
    }

    [Command(3)]
    public int Count(int[] xs)
    {
        var local = new List<int>();
        foreach (var x in xs)
        {
            local.Add(x);
            if (x < 0) throw new ArgumentOutOfRangeException(nameof(xs));
        }
        return _moves = local.Count;
    }
}
