using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G271;

internal static class Text
{
    public static bool IsWord(string s) => s.All(char.IsAsciiLetter);
    public static string Clean(string s) => s.Trim().ToLowerInvariant();
}

[ReplicatedStateMachine]
public partial class Dictionary
{
    private readonly List<string> _words = new();

    [Command(1)]
    public int Add(string[] words)
    {
        _words.AddRange(words.Select(Text.Clean).Where(Text.IsWord));
        _words.RemoveAll(string.IsNullOrEmpty);
        return Array.ConvertAll(_words.ToArray(), Measure).Sum();
    }

    private static int Measure(string s) => s.Length;
}
