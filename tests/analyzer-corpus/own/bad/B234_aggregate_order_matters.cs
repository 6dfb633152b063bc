using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B234;

[ReplicatedStateMachine]
public partial class Checksum
{
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);
    private int _checksum;

    [Command(1)]
    public int Put(string key, int value)
    {
        _entries[key] = value;
        return _checksum = _entries.Aggregate(17, (h, e) => h * 31 + e.Value); // EXPECT: unordered-iteration
    }
}
