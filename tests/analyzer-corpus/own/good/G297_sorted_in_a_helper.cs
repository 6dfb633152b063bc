using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PaxosGen;
namespace Corpus.G297;

internal static class Ordering
{
    public static List<string> SortedKeys<T>(this Dictionary<string, T> source)
    {
        var keys = source.Keys.ToList();
        keys.Sort(StringComparer.Ordinal);
        return keys;
    }

    public static IEnumerable<KeyValuePair<string, T>> InOrder<T>(this IEnumerable<KeyValuePair<string, T>> source) =>
        source.OrderBy(s => s.Key, StringComparer.Ordinal);
}

[ReplicatedStateMachine]
public partial class Menu
{
    private readonly Dictionary<string, long> _dishes = new(StringComparer.Ordinal);
    private readonly List<string> _printed = new();

    [Command(1)]
    public string Print(string dish, long cents)
    {
        _dishes[dish] = cents;
        var text = new StringBuilder();
        foreach (var name in _dishes.SortedKeys()) text.Append(name).Append('\n');
        foreach (var (name, _) in _dishes.InOrder()) _printed.Add(name);
        var keys = new string[_dishes.Count];
        _dishes.Keys.CopyTo(keys, 0);
        Array.Sort(keys, StringComparer.Ordinal);
        _printed.Add(keys[0]);
        var ordered = _dishes.OrderBy(d => d.Key, StringComparer.Ordinal);
        foreach (var d in ordered) _printed.Add(d.Key);
        return text.ToString();
    }
}
