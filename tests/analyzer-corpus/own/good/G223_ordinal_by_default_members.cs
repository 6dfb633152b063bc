using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G223;

// string's ==, Contains, Replace, Split, Trim and the char overloads are ordinal without saying so.
[ReplicatedStateMachine]
public partial class Verbs
{
    private readonly HashSet<string> _seen = new();

    [Command(1)]
    public bool See(string line)
    {
        if (line.Contains("drop") || line.StartsWith('#') || line.EndsWith(';') || line.IndexOf('=') > 3) return false;
        if (line.StartsWith("set", StringComparison.Ordinal) || line.Equals("quit")) return false;
        foreach (var word in line.Replace("\t", " ").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            _seen.Add(word.Trim().ToLowerInvariant());
        return _seen.Contains("get") && line.AsSpan().StartsWith("x") is false;
    }
}
