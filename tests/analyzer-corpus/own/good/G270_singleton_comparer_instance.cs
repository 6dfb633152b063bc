using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G270;

public sealed class ByLengthThenText : IComparer<string>
{
    public static readonly ByLengthThenText Instance = new();
    private ByLengthThenText() { }
    public int Compare(string? x, string? y)
    {
        var byLength = (x?.Length ?? 0).CompareTo(y?.Length ?? 0);
        return byLength != 0 ? byLength : string.CompareOrdinal(x, y);
    }
}

[ReplicatedStateMachine]
public partial class Words
{
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private string[] _sorted = [];

    [Command(1)]
    public string Add(string word)
    {
        _words.Add(word);
        var words = new List<string>(_words);
        words.Sort(ByLengthThenText.Instance);
        _sorted = [.. words];
        return _sorted[0];
    }
}
