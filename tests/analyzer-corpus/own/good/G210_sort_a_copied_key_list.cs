using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G210;

[ReplicatedStateMachine]
public partial class Roster
{
    private readonly Dictionary<string, int> _members = new(StringComparer.Ordinal);
    private string[] _order = [];

    [Command(1)]
    public void Join(string name) => _members[name] = _members.Count;

    [Command(2)]
    public string? Freeze()
    {
        var names = new List<string>(_members.Keys);
        names.Sort(StringComparer.Ordinal);
        _order = names.ToArray();
        return names.Count > 0 ? names[0] : null;
    }
}
