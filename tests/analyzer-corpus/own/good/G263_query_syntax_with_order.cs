using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G263;

[ReplicatedStateMachine]
public partial class Grades
{
    private readonly Dictionary<string, int> _grades = new(StringComparer.Ordinal);
    private List<string> _passed = new();

    [Command(1)]
    public void Grade(string name, int points) => _grades[name] = points;

    [Command(2)]
    public int Close()
    {
        var ids = from g in _grades where g.Value >= 50 select g.Key.Length;
        _passed = (from n in _passed.Concat(["x"]) let upper = n.ToUpperInvariant() where upper.Length > 1 select upper).ToList();
        return ids.Sum() + (from g in _grades where g.Value > 90 select g).Count();
    }
}
