using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using PaxosGen;
namespace Corpus.G265;

[ReplicatedStateMachine]
public partial class Report
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private string[] _lines = [];

    [Command(1)]
    public int Count(string word)
    {
        _counts[word] = _counts.GetValueOrDefault(word) + 1;
        var sorted = new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);
        var set = new SortedSet<string>(_counts.Keys, StringComparer.Ordinal);
        var immutable = _counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
        _lines = sorted.Select(s => s.Key).Concat(set).Concat(immutable.Keys).ToArray();
        return sorted.First().Value;
    }
}
