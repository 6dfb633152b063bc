using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G267;

[ReplicatedStateMachine]
public partial class Search
{
    private readonly Dictionary<int, string> _documents = new();
    private Dictionary<string, HashSet<int>> _index = new(StringComparer.Ordinal);

    [Command(1)]
    public int Put(int id, string text)
    {
        _documents[id] = text;
        var index = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var document in _documents)
        {
            foreach (var word in document.Value.Split(' '))
            {
                if (!index.TryGetValue(word, out var ids)) index[word] = ids = [];
                ids.Add(document.Key);
            }
        }
        _index = index;
        return index.Count;
    }
}
