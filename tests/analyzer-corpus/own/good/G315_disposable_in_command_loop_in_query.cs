using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G315;

public sealed class Nesting(List<string> names) : IDisposable
{
    public void Dispose() => names.RemoveAt(names.Count - 1);
}

[ReplicatedStateMachine]
public partial class Walker
{
    private readonly List<string> _names = new();
    private readonly Dictionary<int, int> _sizes = new();

    [Command(1)]
    public int Enter(string name, int size)
    {
        _names.Add(name);
        _sizes[size] = size;
        using var nesting = new Nesting(_names);
        return _names.Count;
    }

    [Query(2)]
    public int Total()
    {
        var total = 0;
        foreach (var size in _sizes.Values) total += size;
        foreach (var key in _sizes.Keys) total += key;
        return total;
    }
}
