using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G291;

// Made within the command from an array: the same on every replica, though no contract says so.
[ReplicatedStateMachine]
public partial class Importer
{
    private readonly List<string> _rows = new();

    [Command(1)]
    public int Import(string[] rows)
    {
        var distinct = rows.ToHashSet(StringComparer.Ordinal);
        _rows.AddRange(distinct); // ALLOW: unordered-iteration
        return _rows.Count;
    }
}
