using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G212;

[ReplicatedStateMachine]
public partial class Index
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private string _text = "";

    [Command(1)]
    public string Add(string word)
    {
        _words.Add(word);
        return _text = string.Join(' ', _words.Order(StringComparer.Ordinal));
    }

    [Command(2)]
    public string? Last() => _words.OrderDescending(StringComparer.Ordinal).FirstOrDefault();
}
