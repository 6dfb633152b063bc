using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B232;

[ReplicatedStateMachine]
public partial class Shortest
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private List<string> _sorted = new();

    [Command(1)]
    public void Add(string word) => _words.Add(word);

    [Command(2)]
    public void Sort()
    {
        var words = new List<string>(_words); // EXPECT: unordered-iteration #a
        words.Sort((a, b) => a.Length.CompareTo(b.Length)); // EXPECT: unordered-iteration #a
        _sorted = words; // EXPECT: unordered-iteration #a
    }
}
