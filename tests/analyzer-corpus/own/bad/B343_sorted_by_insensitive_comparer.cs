using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B343;

// "Bob" and "bob" are two keys of the dictionary and one for this comparer.
[ReplicatedStateMachine]
public partial class Insensitive
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string[] _sorted = [];

    [Command(1)]
    public void Add(string name)
    {
        _names.Add(name);
        _sorted = _names.Order(StringComparer.OrdinalIgnoreCase).ToArray(); // EXPECT: unordered-iteration
    }
}
