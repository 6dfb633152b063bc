using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G305;

public readonly record struct Sku(string Code) : IComparable<Sku>
{
    public int CompareTo(Sku other) => string.CompareOrdinal(Code, other.Code);
}

[ReplicatedStateMachine]
public partial class Compare
{
    private readonly SortedSet<Sku> _skus = new();
    private readonly SortedSet<Guid> _ids = new();
    private readonly SortedSet<(int, long)> _pairs = new();
    private readonly List<string> _names = new();
    private readonly HashSet<string> _set = new();

    [Command(1)]
    public bool Add(string code, Guid id)
    {
        _skus.Add(new Sku(code));
        _ids.Add(id);
        _pairs.Add((1, 2));
        _names.Add(code);
        _names.Sort((a, b) => string.CompareOrdinal(a, b));
        _names.Sort(Comparer<string>.Create(string.CompareOrdinal));
        var longest = _names.Max(n => n.Length) + _names.OrderBy(n => n.Length).First().Length;
        var byName = _names.OrderBy(n => n, StringComparer.OrdinalIgnoreCase).ThenByDescending(n => n, StringComparer.Ordinal);
        return _names.Contains("x") && _set.Add(code) && code.IndexOf("a", StringComparison.Ordinal) > longest && byName.Any()
            && _skus.Min.CompareTo(new Sku("m")) < 0 && 'a'.CompareTo('b') < 0 && code.Split("ab").Length > 1;
    }
}
