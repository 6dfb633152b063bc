using System.Collections;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B314;

[ReplicatedStateMachine]
public partial class Legacy
{
    private readonly List<string> _out = new();

    [Command(1)]
    public int Collect(string[] names)
    {
        var table = new Hashtable();
        foreach (var name in names) table[name] = 1;
        foreach (DictionaryEntry entry in table) // EXPECT: unordered-iteration
            _out.Add((string)entry.Key);
        return _out.Count;
    }
}
