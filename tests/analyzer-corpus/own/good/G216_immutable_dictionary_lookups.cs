using System;
using System.Collections.Immutable;
using PaxosGen;
namespace Corpus.G216;

[ReplicatedStateMachine]
public partial class Flags
{
    private ImmutableDictionary<string, bool> _flags = ImmutableDictionary.Create<string, bool>(StringComparer.Ordinal);
    private ImmutableHashSet<int> _seen = ImmutableHashSet<int>.Empty;

    [Command(1)]
    public bool Set(string name, bool on, int by)
    {
        var before = _flags.TryGetValue(name, out var was) && was;
        _flags = _flags.SetItem(name, on);
        _seen = _seen.Add(by);
        return before != on && _flags.ContainsKey(name) && _seen.Contains(by) && _flags.Count > 0;
    }

    [Query(2)]
    public bool IsOn(string name) => _flags.GetValueOrDefault(name);
}
