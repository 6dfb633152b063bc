using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G281;

[ReplicatedStateMachine]
public partial class History
{
    private readonly List<string> _lines = new();
    private string[] _tail = [];

    [Command(1)]
    public string Add(string line)
    {
        _lines.Add(line);
        _tail = _lines.ToArray()[^Math.Min(3, _lines.Count)..];
        var text = line.Length > 3 ? line[1..^1] : line;
        return _lines[^1] + _tail[0] + text + (_lines is [var first, .., var last] ? first + last : "");
    }
}
