using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B342;

[ReplicatedStateMachine]
public partial class Syntax
{
    private readonly Dictionary<string, int> _ages = new(StringComparer.Ordinal);
    private List<string> _adults = new();
    private string[] _sorted = [];

    [Command(1)]
    public int Refresh(string name, int age)
    {
        _ages[name] = age;
        _adults = (from a in _ages where a.Value >= 18 select a.Key).ToList(); // EXPECT: unordered-iteration
        _sorted = (from a in _ages orderby a.Value select a.Key).ToArray(); // EXPECT: unordered-iteration
        return _adults.Count;
    }

    [Command(2)]
    public string[] ByName() => (from a in _ages.Keys.ToList() orderby a select a).ToArray(); // EXPECT: culture-compare
}
