using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B244;

[ReplicatedStateMachine]
public partial class Digest
{
    private readonly List<string> _lines = new();

    [Command(1)]
    public int Add(string line)
    {
        _lines.Add(line);
        var hash = new HashCode();
        foreach (var l in _lines) hash.Add(l, StringComparer.Ordinal);
        return hash.ToHashCode(); // EXPECT: unstable-hash
    }
}
