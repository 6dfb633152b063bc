using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B252;

[ReplicatedStateMachine]
public partial class Words
{
    private readonly List<string> _words = new();

    [Command(1)]
    public int Add(string word)
    {
        var at = _words.BinarySearch(word); // EXPECT: culture-compare
        if (at < 0) _words.Add(word);
        _words.Sort(); // EXPECT: culture-compare
        var copy = _words.ToArray();
        Array.Sort(copy); // EXPECT: culture-compare
        return copy.Length;
    }
}
