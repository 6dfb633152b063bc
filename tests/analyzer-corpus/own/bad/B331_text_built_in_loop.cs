using System;
using System.Collections.Generic;
using System.Text;
using PaxosGen;
namespace Corpus.B331;

[ReplicatedStateMachine]
public partial class Texts
{
    private readonly Dictionary<string, int> _map = new(StringComparer.Ordinal);
    private string _text = "";
    private string _last = "";

    [Command(1)]
    public string Concat()
    {
        var text = "";
        foreach (var key in _map.Keys) text += key; // EXPECT: unordered-iteration
        return _text = text;
    }

    [Command(2)]
    public string Build()
    {
        var text = new StringBuilder();
        foreach (var (key, _) in _map) text.Append(key).Append(';'); // EXPECT: unordered-iteration
        return text.ToString();
    }

    [Command(3)]
    public string Last(string name)
    {
        _map[name] = 1;
        foreach (var key in _map.Keys) _last = key; // EXPECT: unordered-iteration
        return _last;
    }
}
