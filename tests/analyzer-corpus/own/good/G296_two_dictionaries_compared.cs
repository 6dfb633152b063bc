using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G296;

[ReplicatedStateMachine]
public partial class Drafts
{
    private readonly Dictionary<string, int> _draft = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _live = new(StringComparer.Ordinal);

    [Command(1)]
    public bool Publish()
    {
        if (_draft.Count == _live.Count && _draft.All(d => _live.TryGetValue(d.Key, out var v) && v == d.Value)) return false;
        if (!_draft.Except(_live).Any() || _draft.Keys.All(_live.ContainsKey)) return false;
        _live.Clear();
        foreach (var (key, value) in _draft) _live.Add(key, value);
        foreach (var key in _draft.Keys.ToList()) _draft[key]++;
        foreach (var entry in _draft.ToArray()) if (entry.Value > 9) _draft.Remove(entry.Key);
        return _draft.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(_live.Keys);
    }
}
