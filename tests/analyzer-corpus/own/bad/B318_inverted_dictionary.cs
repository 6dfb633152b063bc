using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B318;

// When two names have one city, which of them stays depends on the order.
[ReplicatedStateMachine]
public partial class Cities
{
    private readonly Dictionary<string, string> _cityOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _anyoneIn = new(StringComparer.Ordinal);

    [Command(1)]
    public void Move(string name, string city) => _cityOf[name] = city;

    [Command(2)]
    public int Invert()
    {
        foreach (var (name, city) in _cityOf) // EXPECT: unordered-iteration
            _anyoneIn[city] = name;
        return _anyoneIn.Count;
    }
}
