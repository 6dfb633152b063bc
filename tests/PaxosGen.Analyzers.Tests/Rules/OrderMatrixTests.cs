namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>Each kind of collection without order × each way to see its order, and × each way not to.</summary>
public sealed class OrderMatrixTests
{
    // A collection of strings, as a member and an expression.
    private static readonly (string Members, string Source)[] Sources =
    [
        ("", "_set"),
        ("", "_d.Keys"),
        ("", "_d.Select(kv => kv.Key)"),
        ("", "_set.Where(s => s.Length > 1)"),
        ("", "from s in _set where s != id select s"),
        ("private readonly ImmutableHashSet<string> _i = [];", "_i"),
        ("private readonly ImmutableDictionary<string, int> _i = ImmutableDictionary<string, int>.Empty;", "_i.Keys"),
        ("private readonly ConcurrentDictionary<string, int> _c = new();", "_c.Keys"),
        ("private readonly ConcurrentBag<string> _c = new();", "_c"),
        ("private readonly FrozenSet<string> _f = FrozenSet<string>.Empty;", "_f"),
        ("private readonly FrozenDictionary<string, int> _f = FrozenDictionary<string, int>.Empty;", "_f.Keys"),
        ("private readonly Hashtable _h = new();", "_h.Keys.Cast<string>()"),
        ("private readonly IReadOnlyDictionary<string, int> _r = new Dictionary<string, int>();", "_r.Keys"),
        ("private readonly IReadOnlySet<string> _r = new HashSet<string>();", "_r"),
        ("private readonly System.Collections.ObjectModel.ReadOnlyDictionary<string, int> _r = new(new Dictionary<string, int>());", "_r.Keys"),
        ("private IEnumerable<string> Names() => _set;", "Names()"),
        ("private IEnumerable<string> Names => _d.Keys;", "Names"),
        ("private IEnumerable<string> Names() { foreach (var kv in _d) yield return kv.Key; }", "Names()"),
        ("private IReadOnlyCollection<string> Names() { var all = new List<string>(); foreach (var s in _set) all.Add(s); return all; }", "Names()"),
        ("private static IEnumerable<T> Pass<T>(IEnumerable<T> all) => all;", "Pass(_set)"),
        ("private static IEnumerable<T> Pass<T>(IEnumerable<T> all) { foreach (var x in all) yield return x; }", "Pass(_set)"),
        ("private sealed class Bag : HashSet<string> { } private readonly Bag _b = new();", "_b"),
        ("private sealed class Bag : IEnumerable<string> { private readonly HashSet<string> _i = new(); public IEnumerator<string> GetEnumerator() { foreach (var x in _i) yield return x; } IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); } private readonly Bag _b = new();", "_b"),
        ("private readonly Dictionary<int, HashSet<string>> _index = new();", "_index[arg]"),
        ("", "new HashSet<string>(_list)"),
        ("", "_list.ToHashSet()"),
    ];

    private static readonly string[] Leaks =
    [
        "foreach (var x in SOURCE) _list.Add(x);",
        "foreach (var x in SOURCE) { if (x.Length > arg) _queue.Enqueue(x + id); }",
        "foreach (var x in SOURCE) _text += x;",
        "foreach (var x in SOURCE) _name = x;",
        "foreach (var x in SOURCE) { _d[x] = _next++; }",
        "foreach (var x in SOURCE) { _real += x.Length * 0.1; }",
        "foreach (var x in SOURCE) { _text = context.NewGuid() + x; }",
        "_list = (SOURCE).ToList();",
        "_list = [.. (SOURCE)];",
        "_array = [\"a\", .. (SOURCE)];",
        "_list = new List<string>(SOURCE);",
        "_list.AddRange(SOURCE);",
        "_name = (SOURCE).First();",
        "_name = (SOURCE).LastOrDefault();",
        "_name = (SOURCE).ElementAtOrDefault(arg);",
        "_text = string.Join(',', SOURCE);",
        "_array = (SOURCE).Select(x => x.Trim()).Distinct().ToArray();",
        "_array = (SOURCE).Take(arg).Order(StringComparer.Ordinal).ToArray();",
        "var all = (SOURCE).ToArray(); _name = all[0];",
        "IEnumerable<string> all = SOURCE; foreach (var x in all) _list.Add(x);",
        "var e = ((IEnumerable<string>)(SOURCE)).GetEnumerator(); while (e.MoveNext()) _list.Add(e.Current);",
        "_name = (SOURCE).Aggregate(\"\", (a, b) => a + b);",
        "var sb = new StringBuilder(); foreach (var x in SOURCE) sb.Append(x); _text = sb.ToString();",
        "_name = (SOURCE).MaxBy(x => x.Length);",
        "_list = (SOURCE).OrderBy(x => x.Length).ToList();",
    ];

    private static readonly string[] Harmless =
    [
        "_n = (SOURCE).Count();",
        "if ((SOURCE).Any(x => x.Length > arg)) _n++;",
        "if ((SOURCE).Contains(id)) _n++;",
        "_n = (SOURCE).Sum(x => x.Length);",
        "_n = (SOURCE).Max(x => x.Length);",
        "foreach (var x in SOURCE) _n += x.Length;",
        "foreach (var x in SOURCE) { if (x.Length > arg) _n++; }",
        "foreach (var x in SOURCE) _other.Add(x.Length);",
        "foreach (var x in SOURCE) _lists.Remove(x);",
        "foreach (var x in SOURCE) _sorted[x] = arg;",
        "foreach (var x in SOURCE) if (x.Length == 0) throw new InvalidOperationException(\"empty\");",
        "var found = false; foreach (var x in SOURCE) if (x.Length == 0) { found = true; break; } if (found) _n++;",
        "var best = 0; foreach (var x in SOURCE) if (x.Length > best) best = x.Length; _n = best;",
        "_list = (SOURCE).Order(StringComparer.Ordinal).ToList();",
        "_list = (SOURCE).OrderByDescending(x => x.Length).ThenBy(x => x, StringComparer.Ordinal).ToList();",
        "var all = (SOURCE).ToList(); all.Sort(StringComparer.Ordinal); _list = all;",
        "var all = (SOURCE).ToArray(); Array.Sort(all, StringComparer.Ordinal); _array = all;",
        "var all = new List<string>(); foreach (var x in SOURCE) all.Add(x); all.Sort(StringComparer.Ordinal); _list = all;",
        "var all = (SOURCE).Where(x => x.Length > 3).ToList(); foreach (var x in all) _lists.Remove(x);",
        "var set = (SOURCE).ToHashSet(); if (set.SetEquals(_list)) _n++;",
        "var map = (SOURCE).ToDictionary(x => x, x => x.Length); _n = map.Count;",
        "_list = new SortedSet<string>(SOURCE, StringComparer.Ordinal).ToList();",
        "_name = (SOURCE).Min(StringComparer.Ordinal);",
    ];

    [Fact]
    public Task Each_leak_of_each_source_is_found() => OrderTests.ExpectAllAsync(Cross(Leaks), isBad: true);

    [Fact]
    public Task Each_harmless_use_of_each_source_is_clean() => OrderTests.ExpectAllAsync(Cross(Harmless), isBad: false);

    // A machine for each source, with a command for each use.
    private static IEnumerable<string> Cross(string[] sinks)
        => Sources.Select((source, i) => OrderTests.Machine([.. sinks.Select(sink => sink.Replace("SOURCE", source.Source, StringComparison.Ordinal))], source.Members, i));
}
