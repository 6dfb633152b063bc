using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G312;

[ReplicatedStateMachine]
public partial class Mailbox
{
    private List<string> _unread = new();
    private readonly SortedDictionary<string, List<string>> _folders = new(StringComparer.Ordinal);

    // The list leaves the state: nobody else has it.
    [Command(1)]
    public List<string> Drain()
    {
        var all = _unread;
        _unread = new List<string>();
        return all;
    }

    [Command(2)]
    public void Receive(string text) => _unread.Add(text);

    [Query(3)]
    public IReadOnlyList<string> Folder(string name) => _folders.TryGetValue(name, out var f) ? f.ToArray() : [];

    [Query(4)]
    public Dictionary<string, int> Sizes() => _folders.ToDictionary(f => f.Key, f => f.Value.Count, StringComparer.Ordinal);
}
