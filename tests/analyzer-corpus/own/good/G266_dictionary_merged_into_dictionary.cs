using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G266;

[ReplicatedStateMachine]
public partial class Merge
{
    private readonly Dictionary<string, int> _total = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _today = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    [Command(1)]
    public int Close()
    {
        foreach (var (name, count) in _today)
        {
            _total[name] = _total.GetValueOrDefault(name) + count;
            _names.Add(name);
        }
        _today.Clear();
        return _total.Count;
    }

    [Command(2)]
    public int Add(string name) => _today[name] = _today.GetValueOrDefault(name) + 1;
}
