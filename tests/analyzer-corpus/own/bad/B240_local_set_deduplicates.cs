using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B240;

// Nothing documents that a set keeps the order of insertion, and removals end it.
[ReplicatedStateMachine]
public partial class Importer
{
    private readonly List<string> _rows = new();

    [Command(1)]
    public int Import(string[] rows)
    {
        var distinct = rows.ToHashSet(StringComparer.OrdinalIgnoreCase);
        distinct.ExceptWith(_rows);
        _rows.AddRange(distinct); // EXPECT: unordered-iteration
        return _rows.Count;
    }
}
