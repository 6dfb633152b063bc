using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B330;

[ReplicatedStateMachine]
public partial class Helpers
{
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private List<string> _kept = new();

    private List<string> Snapshot() => _set.ToList(); // EXPECT: unordered-iteration #a

    private string[] Names { get { return _set.Where(s => s.Length > 1).ToArray(); } } // EXPECT: unordered-iteration #b

    [Command(1)]
    public string Keep(string name)
    {
        _set.Add(name);
        _kept = Snapshot(); // EXPECT: unordered-iteration #a
        return string.Join(',', Names); // EXPECT: unordered-iteration #b
    }
}
