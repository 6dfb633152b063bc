using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G225;

[ReplicatedStateMachine]
public partial class Phonebook
{
    private readonly SortedDictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly SortedList<int, string> _byId = new();

    [Command(1)]
    public string Add(string name, string number, int id)
    {
        _numbers[name] = number;
        _byId[id] = name;
        var text = "";
        foreach (var (n, v) in _numbers) text += n + "=" + v + ";";
        return text + _numbers.First().Key + _byId.Values[0] + string.Join(',', _byId.Keys.Select(k => _byId[k]));
    }
}
