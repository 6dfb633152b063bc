using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B324;

[ReplicatedStateMachine]
public partial class Buckets
{
    private readonly Dictionary<string, int> _ageOf = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, List<string>> _byAge = new();

    [Command(1)]
    public void Set(string name, int age) => _ageOf[name] = age;

    [Command(2)]
    public int Rebuild()
    {
        _byAge.Clear();
        foreach (var (name, age) in _ageOf) // EXPECT: unordered-iteration #a
        {
            if (!_byAge.TryGetValue(age, out var names)) _byAge[age] = names = new();
            names.Add(name); // EXPECT: unordered-iteration #a
        }
        return _byAge.Count;
    }
}
