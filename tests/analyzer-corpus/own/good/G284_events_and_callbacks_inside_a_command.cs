using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G284;

internal sealed class Parser
{
    public Action<string>? OnWord { get; init; }
    public void Parse(string text)
    {
        foreach (var word in text.Split(' ')) OnWord?.Invoke(word); // ALLOW: unknown-call
    }
}

[ReplicatedStateMachine]
public partial class Words
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    [Command(1)]
    public int Feed(string text)
    {
        var parser = new Parser { OnWord = w => _counts[w] = _counts.GetValueOrDefault(w) + 1 };
        parser.Parse(text);
        return _counts.Count;
    }
}
