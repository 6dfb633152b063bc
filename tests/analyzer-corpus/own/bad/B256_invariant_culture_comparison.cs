using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B256;

// The invariant culture's order comes from ICU's data, which differs by version.
[ReplicatedStateMachine]
public partial class Sorted
{
    private readonly List<string> _names = new();

    [Command(1)]
    public string Add(string name)
    {
        _names.Add(name);
        return _names.Order(StringComparer.InvariantCulture).First(); // EXPECT: culture-compare
    }
}
