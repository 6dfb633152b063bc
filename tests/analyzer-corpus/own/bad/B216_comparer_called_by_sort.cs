using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B216;

public sealed class Fair : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        var c = string.CompareOrdinal(x, y);
        return c != 0 ? c : Random.Shared.Next(-1, 2); // EXPECT: entropy
    }
}

[ReplicatedStateMachine]
public partial class Line
{
    private readonly List<string> _line = new();

    [Command(1)]
    public string Join(string name)
    {
        _line.Add(name);
        _line.Sort(new Fair());
        return _line[0];
    }
}
