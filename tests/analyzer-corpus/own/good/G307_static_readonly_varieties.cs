using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G307;

internal static class Tables
{
    public static readonly SearchValues<char> Vowels = SearchValues.Create("aeiou");
    public static readonly (int Code, string Name)[] Errors = [(1, "one"), (2, "two")];
    public static IReadOnlyList<int> Primes { get; } = [2, 3, 5, 7];
    public static TimeSpan Grace => TimeSpan.FromMinutes(5);
    public static readonly IComparer<string> Order = StringComparer.Ordinal;
    private static readonly int[] Squares = Enumerable.Range(0, 10).Select(static i => i * i).ToArray();
    public static int Square(int n) => Squares[n % 10];
}

[ReplicatedStateMachine]
public partial class Lookup
{
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private int _n;

    [Command(1)]
    public int Find(string text, CommandContext context)
    {
        _n = text.AsSpan().IndexOfAny(Tables.Vowels) + Tables.Primes[_n & 3] + Tables.Square(text.Length);
        foreach (var (code, name) in Tables.Errors) if (Names.Equals(name, text)) _n += code;
        return Tables.Order.Compare(text, "m") < 0 && context.Timestamp.Offset < Tables.Grace ? _n : -_n;
    }
}
