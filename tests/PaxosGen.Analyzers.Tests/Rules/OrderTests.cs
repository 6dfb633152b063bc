using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1008: where the order of an unordered collection shows, and where it does not. PXG1009: ties.</summary>
public sealed class OrderTests
{
    private const string Head =
        """
        using System;
        using System.Collections;
        using System.Collections.Concurrent;
        using System.Collections.Frozen;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Linq;
        using System.Text;
        using System.Text.Json;
        using PaxosGen;

        """;

    private const string Fields =
        """
            public sealed class Account { public int Id; public string Name = ""; public string Owner = ""; public int Score; public decimal Balance; public double Weight; public bool Idle; public int Rank; public HashSet<string> Labels = new(); public void Touch() => Score++; }
            private readonly Dictionary<string, int> _d = new(StringComparer.Ordinal);
            private readonly Dictionary<int, Account> _accounts = new();
            private readonly HashSet<string> _set = new(StringComparer.Ordinal);
            private readonly HashSet<int> _other = new();
            private readonly Dictionary<string, List<string>> _lists = new();
            private readonly SortedDictionary<string, int> _sorted = new(StringComparer.Ordinal);
            private readonly HashSet<string> _tags = new(StringComparer.OrdinalIgnoreCase);
            private readonly Dictionary<int, string> _byNumber = new();
            private readonly SortedDictionary<int, string> _sortedByNumber = new();
            private readonly Dictionary<int, HashSet<string>> _members = new();
            private List<string> _list = new();
            private Queue<string> _queue = new();
            private string[] _array = [];
            private string _text = "";
            private string? _name;
            private int _n;
            private int _next;
            private double _real;
            private decimal _money;
        """;

    /// <summary>A machine around one command.</summary>
    private static string Machine((string Members, string Body) one, int number) => Machine([one.Body], one.Members, number);

    private static string WithResult((string Type, string Body) one, int number)
        => Machine([], $"    [Command(1)] public {one.Type} Run(CommandContext context, string id, int arg) {{ {one.Body} }} // command", number);

    /// <summary>A machine with a command for each body, in a line of its own.</summary>
    public static string Machine(IReadOnlyList<string> bodies, string members, int number)
        => $$"""
            [ReplicatedStateMachine]
            public partial class M{{number}}
            {
            {{Fields}}
            {{members}}
            {{string.Join("\n", bodies.Select(static (b, i) => $"    [Command({i + 1})] public void Run{i}(CommandContext context, string id, int arg) {{ {b} }} // command"))}}
            }

            """;

    /// <summary>Fails unless each line with a command, or none, is reported.</summary>
    public static async Task ExpectAllAsync(IEnumerable<string> machines, bool isBad)
    {
        // Nothing of these depends on generated code.
        var texts = machines.ToList();
        var compilation = Analyzed.Empty.AddSyntaxTrees(texts.Select(static (t, i) => CSharpSyntaxTree.ParseText(Head + t, Analyzed.Parse, $"Case{i}.cs")));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors));
        var found = (await Analyzed.AnalyzeAsync(compilation)).Where(static d => d.Id is "PXG1008" or "PXG1009").ToLookup(static d => (d.Location.SourceTree!, d.Location.GetLineSpan().StartLinePosition.Line));
        var wrong = new List<string>();
        foreach (var line in compilation.SyntaxTrees.SelectMany(static t => t.GetText().Lines.Where(static l => l.ToString().EndsWith("// command", StringComparison.Ordinal)).Select(l => (Tree: t, Line: l))))
        {
            // The only command of a machine stands for all of it: its methods may be what is reported.
            var isAlone = !line.Tree.ToString().Contains("Run1(", StringComparison.Ordinal);
            var here = found.Where(f => f.Key.Item1 == line.Tree && (isAlone || f.Key.Item2 == line.Line.LineNumber)).SelectMany(static f => f).ToList();
            if (here.Count > 0 != isBad)
            {
                wrong.Add($"{(isBad ? "missed" : "false")}: {line.Tree.FilePath}: {line.Line}\n{string.Join("\n", here)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong\n{string.Join("\n", wrong)}");
    }

    [Fact]
    public Task Orders_that_show_are_reported() => ExpectAllAsync(
        [Machine(Bad, "", 0), .. BadResults.Select(static (b, i) => WithResult(b, 200 + i)), .. BadMembers.Select(static (b, i) => Machine(b, 400 + i))],
        isBad: true);

    [Fact]
    public Task Orders_that_nobody_sees_are_not() => ExpectAllAsync(
        [Machine(Good, "", 0), .. GoodResults.Select(static (b, i) => WithResult(b, 200 + i)), .. GoodMembers.Select(static (b, i) => Machine(b, 400 + i))],
        isBad: false);

    [Theory]
    [InlineData("var seen = new HashSet<string>(); foreach (var s in _list) seen.Add(s); _array = seen.ToArray();", DiagnosticSeverity.Info)]
    [InlineData("var seen = new HashSet<string>(_list); foreach (var s in seen) _queue.Enqueue(s);", DiagnosticSeverity.Info)]
    [InlineData("var counts = new Dictionary<string, int>(); foreach (var s in _list) counts[s] = counts.GetValueOrDefault(s) + 1; _name = counts.MaxBy(c => c.Value).Key;", DiagnosticSeverity.Info)]
    [InlineData("_array = _list.ToHashSet().ToArray();", DiagnosticSeverity.Info)]
    [InlineData("var seen = new HashSet<string>(_list); seen.Remove(id); seen.Add(id); _array = seen.ToArray();", DiagnosticSeverity.Warning)]
    [InlineData("var seen = _list.ToHashSet(); seen.ExceptWith(_queue); _array = seen.ToArray();", DiagnosticSeverity.Warning)]
    [InlineData("var seen = new HashSet<string>(_list); Drop(seen); _array = seen.ToArray(); void Drop(HashSet<string> of) => of.Remove(id);", DiagnosticSeverity.Warning)]
    [InlineData("var seen = new HashSet<string>(); foreach (var s in _set) seen.Add(s); _array = seen.ToArray();", DiagnosticSeverity.Warning)]
    [InlineData("var seen = new HashSet<string>(_set); _array = seen.ToArray();", DiagnosticSeverity.Warning)]
    [InlineData("var seen = _list.ToImmutableHashSet(); _array = seen.ToArray();", DiagnosticSeverity.Error)]
    public async Task A_local_set_that_only_grows_is_worth_less(string body, DiagnosticSeverity severity)
    {
        var compilation = Analyzed.Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Head + Machine([body], "", 0), Analyzed.Parse, "Case.cs"));
        var found = (await Analyzed.AnalyzeAsync(compilation)).Where(static d => d.Id is "PXG1008" or "PXG1009").ToList();
        Assert.Equal(severity, found.Max(static d => d.Severity));
    }

    private static readonly string[] Bad =
    [
        "foreach (var kv in _d) _list.Add(kv.Key);",
        "foreach (var (k, v) in _d) _list.Add(k);",
        "foreach (var k in _d.Keys) { _queue.Enqueue(k); }",
        "foreach (var a in _accounts.Values) _text += a.Name;",
        "_list = [\"head\", .. _set];",
        "_list = _set.ToList();",
        "_list = new List<string>(_set);",
        "_list.AddRange(_set);",
        "_array = _d.Keys.ToArray();",
        "_array = [.. _d.Keys];",
        "_name = _set.First();",
        "_name = _d.Keys.FirstOrDefault();",
        "_name = _set.Last();",
        "_name = _set.ElementAt(2);",
        "_text = string.Join(\",\", _set);",
        "_text = string.Concat(_d.Keys);",
        "_text = JsonSerializer.Serialize(_d);",
        "_n = _d.First().Value;",
        "_n = _d.Values.Aggregate(17, (h, v) => h * 31 + v);",
        "_text = _set.Aggregate(\"\", (t, s) => t + s);",
        "_list = _set.Where(s => s.Length > 2).Select(s => s + \"!\").ToList();",
        "_list = (from s in _set where s.Length > 1 select s).ToList();",
        "_list = _set.Take(3).ToList();",
        "_n = _d.Values.Take(3).Sum();",
        "_list = _set.Skip(1).Order().ToList();",
        "_list = _set.Select((s, i) => s + i).Order(StringComparer.Ordinal).ToList();",
        "_array = _set.Zip(_list, (a, b) => a + b).ToArray();",
        "_list = _list.Concat(_set).ToList();",
        "var copy = new string[_set.Count]; _set.CopyTo(copy); _array = copy;",
        "var copy = new List<string>(); foreach (var s in _set) copy.Add(s); _list = copy;",
        "var sb = new StringBuilder(); foreach (var s in _set) sb.Append(s); _text = sb.ToString();",
        "foreach (var kv in _d) _name = kv.Key;",
        "foreach (var kv in _d) { _name = kv.Key; break; }",
        "foreach (var kv in _d) if (kv.Value > arg) { _name = kv.Key; break; }",
        "foreach (var a in _accounts.Values) a.Rank = _next++;",
        "var i = 0; foreach (var a in _accounts.Values) { a.Rank = i; i++; }",
        "foreach (var a in _accounts.Values) _real += a.Weight;",
        "_real = _accounts.Values.Sum(a => a.Weight);",
        "_real = _accounts.Values.Select(a => a.Weight).Average();",
        "foreach (var a in _accounts.Values) a.Name = context.NewGuid().ToString();",
        "foreach (var a in _accounts.Values) a.Rank = context.Random.Next(6);",
        "var left = arg; foreach (var a in _accounts.Values) { var give = Math.Min(left, a.Score); left -= give; a.Rank = give; }",
        "foreach (var kv in _d) { _d.Remove(kv.Key); break; }",
        "foreach (var a in _accounts.Values) if (a.Idle) { a.Idle = false; break; }",
        "var e = _set.GetEnumerator(); while (e.MoveNext()) _list.Add(e.Current);",
        "using var e = _set.GetEnumerator(); e.MoveNext(); _name = e.Current;",
        "var all = _set.ToList(); for (var i = 0; i < all.Count; i++) _queue.Enqueue(all[i]);",
        "var all = _set.ToArray(); _name = all[0];",
        "var all = _set.ToList(); _name = all[^1];",
        "IEnumerable<string> q = _set; foreach (var s in q) _list.Add(s);",
        "var q = _set.Where(s => s.Length > 1); foreach (var s in q) _list.Add(s);",
        "var best = int.MinValue; foreach (var kv in _d) if (kv.Value > best) { best = kv.Value; _name = kv.Key; }",
        "string? best = null; foreach (var kv in _d) if (best == null || kv.Value > _d[best]) best = kv.Key; _name = best;",
        "_name = _d.MaxBy(kv => kv.Value).Key;",
        "_name = _d.OrderBy(kv => kv.Value).First().Key;",
        "_name = _d.OrderByDescending(kv => kv.Value).Select(kv => kv.Key).FirstOrDefault();",
        "_list = _d.OrderBy(kv => kv.Value).Select(kv => kv.Key).ToList();",
        "_list = _accounts.Values.OrderBy(a => a.Owner, StringComparer.Ordinal).Select(a => a.Name).ToList();",
        "_list = (from kv in _d orderby kv.Value descending select kv.Key).ToList();",
        "foreach (var kv in _d.OrderBy(k => k.Value)) _list.Add(kv.Key);",
        "var l = _d.ToList(); l.Sort((a, b) => a.Value.CompareTo(b.Value)); _list = l.Select(x => x.Key).ToList();",
        "foreach (var kv in _d) { if (!_lists.TryGetValue(kv.Value.ToString(), out var l)) _lists[kv.Value.ToString()] = l = new(); l.Add(kv.Key); }",
        "var groups = _accounts.Values.GroupBy(a => a.Owner); foreach (var g in groups.OrderBy(g => g.Key, StringComparer.Ordinal)) _list.Add(g.First().Name);",
        "var byOwner = _accounts.Values.GroupBy(a => a.Owner).ToDictionary(g => g.Key, g => g.Select(a => a.Name).ToList()); foreach (var p in byOwner) _lists[p.Key] = p.Value;",
        "_set.ToList().ForEach(s => _list.Add(s));",
        "foreach (var s in _set) { _list.Insert(0, s); }",
        "foreach (var s in _set) Add(s); void Add(string s) => _list.Add(s);",
        "foreach (var a in _accounts.Values) { foreach (var l in a.Labels) _list.Add(l); }",
        "_list = _accounts.Values.SelectMany(a => a.Labels).ToList();",
        "var (first, _) = _d.First(); _name = first;",
        "if (_set.First() == id) _n++;",
        "_n = _set.ToList().IndexOf(id);",
        "if (_set.SequenceEqual(_list)) _n++;",
        "var h = 0; foreach (var kv in _d) h = h * 31 + kv.Value; _n = h;",
        "_name ??= _set.FirstOrDefault();",
        "foreach (var s in _set) _name ??= s;",
        "var temp = new Dictionary<string, int>(); foreach (var s in _list) temp[s] = 1; _list = temp.Keys.ToList();",
        "var bag = ImmutableHashSet.CreateRange(_list); _list = bag.ToList();",
        "var frozen = _list.ToFrozenSet(); foreach (var s in frozen) _queue.Enqueue(s);",
        "Span<string> span = _set.ToArray(); _name = span[0];",
        "var pq = new PriorityQueue<string, int>(); foreach (var kv in _d) pq.Enqueue(kv.Key, kv.Value); _name = pq.Dequeue();",
        "foreach (var kv in _d) { if (kv.Value < 0) { _text = \"bad\"; } else { _text = \"good\"; } }",
        "var seen = new HashSet<int>(); foreach (var kv in _d) if (seen.Add(kv.Value)) _other.Add(kv.Key.Length);",
        "_list = _accounts.Values.DistinctBy(a => a.Owner).Select(a => a.Name).Order(StringComparer.Ordinal).ToList();",
        "foreach (var kv in _d) { _list.Add(kv.Key); _other.Add(_list.Count); }",
        "var total = 0; foreach (var kv in _d) { if (total + kv.Value > arg) continue; total += kv.Value; _set.Add(kv.Key); }",
        "foreach (var chunk in _set.Chunk(2)) _list.Add(chunk[0]);",
        "_d.Keys.ToList().ForEach(_list.Add);",
        "var x = _accounts.Values.FirstOrDefault(a => a.Idle); if (x != null) x.Idle = false;",
        "_n = _accounts.Values.First(a => a.Owner == id).Id;",
        "foreach (var s in _set.Reverse()) _list.Add(s);",
        "for (var i = 0; i < _set.Count; i++) _list.Add(_set.ElementAt(i));",
        "if (_set is [..] x) { } else { }".Replace("if (_set is [..] x) { } else { }", "if (_set.ToArray() is [var x, ..]) _name = x;"),
        "_text = $\"{string.Join(';', _d.Select(kv => kv.Key + kv.Value))}\";",
        "var list = _set.ToImmutableList(); _name = list[0];",
        "foreach (KeyValuePair<string, int> kv in (IEnumerable<KeyValuePair<string, int>>)_d) _list.Add(kv.Key);",
        "var pairs = _set.OrderBy(s => s.Length).Take(3).Order(StringComparer.Ordinal).ToList(); _list = pairs;",
        "foreach (var a in _accounts.Values) { _set.Add(a.Name); if (_set.Count > 10) break; }",
        "string last = \"\"; foreach (var s in _set) { last = s; } _text = last;",
        "foreach (var kv in _d) _other.Add(_next++ + kv.Value);",
        "_list = _d.Select(kv => kv.Key + _next++).ToList();",
        "foreach (var s in _set) { switch (s.Length) { case 1: _list.Add(s); break; default: _queue.Enqueue(s); break; } }",
        "foreach (var s in _set) try { _list.Add(s); } finally { _n++; }",
        "_list = [.. _d.Where(kv => kv.Value > 1).Select(kv => kv.Key)];",
        "_list.InsertRange(0, _set); ",
        "var stack = new Stack<string>(_set); _name = stack.Pop();",
        "var q = new Queue<string>(_d.Keys); while (q.Count > 0) _list.Add(q.Dequeue());",
        "var linked = new LinkedList<string>(_set); _name = linked.First!.Value;",
        "var a = _accounts.Values.ToArray(); _n = a[arg % a.Length].Id;",
        "_n = _accounts.Values.ElementAt(context.Random.Next(_accounts.Count)).Id;",
        "var list = _accounts.Values.ToList(); list.Sort((x, y) => y.Score.CompareTo(x.Score)); _n = list[0].Id;",
        "var list = _accounts.Values.ToList(); list.Sort((x, y) => y.Score - x.Score); foreach (var a in list) a.Rank = _next++;",
        "_name = _accounts.Values.Where(a => a.Idle).MinBy(a => a.Score)!.Name;",
        "var top = _accounts.Values.OrderByDescending(a => a.Score).Take(2); foreach (var a in top) a.Idle = true;",
        "Account? best = null; foreach (var a in _accounts.Values) if (best is null || a.Score > best.Score) best = a; _n = best?.Id ?? 0;",
        "Account? best = null; foreach (var a in _accounts.Values) best = best is null || a.Score > best.Score ? a : best; _n = best!.Id;",
        "var best = _accounts.Values.Aggregate((x, y) => x.Score >= y.Score ? x : y); _n = best.Id;",
        "float f = 0; foreach (var a in _accounts.Values) f += (float)a.Weight; _real = f;",
        "_real = _accounts.Values.Average(a => a.Weight);",
        "_real = _accounts.Values.Aggregate(0.0, (t, a) => t + a.Weight);",
        "foreach (var kv in _lists) _list.AddRange(kv.Value);",
        "_array = _lists.Values.SelectMany(l => l).ToArray();",
        "foreach (ref readonly var s in _set.ToArray().AsSpan()) _list.Add(s);",
        "foreach (var (name, index) in _set.Select((s, i) => (s, i))) _d[name] = index;",
        "foreach (var (index, name) in _set.Index()) _d[name] = index;",
        "foreach (var name in _d.Keys) { var grant = Math.Min(arg, _d[name]); _d[name] -= grant; arg -= grant; }",
        "var n = 0; var ranks = _d.ToDictionary(p => p.Key, _ => ++n); _n = ranks[id];",
        "var n = 0; _n = _d.Values.Select(v => n += v).Count(s => s < arg);",
        "var previous = 0; foreach (var v in _d.Values) { _n = Math.Max(_n, v - previous); previous = v; }",
        "var turn = true; foreach (var v in _d.Values) { if (turn) _n += v; turn = !turn; }",
        "_n = _d.Values.Aggregate((a, b) => a - b);",
        "_list = _set.Order(StringComparer.OrdinalIgnoreCase).ToList();",
        "_list = _d.Keys.OrderBy(k => k, StringComparer.InvariantCultureIgnoreCase).ToList();",
        "_list = _set.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();",
        "var all = _set.ToList(); all.Sort(StringComparer.OrdinalIgnoreCase); _list = all;",
        "var all = _set.ToArray(); Array.Sort(all, (a, b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase)); _array = all;",
        "_list = _d.Keys.Order(Comparer<string>.Create((a, b) => a.Length.CompareTo(b.Length))).ToList();",
        "foreach (var (name, team) in _d) _byNumber.TryAdd(team, name);",
        "foreach (var (name, team) in _d) { var key = team.ToString(); if (_lists.TryGetValue(key, out var all)) all.Add(name); else _lists.Add(key, [name]); }",
        "foreach (var (name, team) in _d) _byNumber[team] = _byNumber.TryGetValue(team, out var before) ? before + name : name;",
        "foreach (var (name, team) in _d) _sortedByNumber.TryAdd(team, name);",
        "foreach (var (name, team) in _d) if (!_byNumber.ContainsKey(team)) _byNumber[team] = name;",
        "foreach (var (name, team) in _d) if (!_byNumber.ContainsKey(team)) _byNumber.Add(team, name);",
        "foreach (var (name, team) in _d) { if (_byNumber.TryGetValue(team, out _)) continue; _byNumber.Add(team, name); }",
        "_name = _d.ToLookup(p => p.Value, p => p.Key)[arg].First();",
        "var teams = _d.ToLookup(p => p.Value); _text = string.Join(',', teams[arg].Select(t => t.Key));",
        "_list = _d.GroupBy(p => p.Value, (k, g) => g.First().Key).Order(StringComparer.Ordinal).ToList();",
    ];

    private static readonly (string Type, string Body)[] BadResults =
    [
        ("List<string>", "return _set.ToList();"),
        ("string[]", "return _d.Keys.ToArray();"),
        ("string?", "foreach (var kv in _d) if (kv.Value == arg) return kv.Key; return null;"),
        ("string?", "foreach (var kv in _d) { return kv.Key; } return null;"),
        ("string", "return string.Join(\",\", _set);"),
        ("bool", "foreach (var a in _accounts.Values) { if (a.Idle) return false; a.Touch(); } return true;"),
        ("bool", "foreach (var a in _accounts.Values) if (a.Idle) { a.Idle = false; return true; } return false;"),
        ("List<string>", "var r = new List<string>(); foreach (var s in _set) r.Add(s); return r;"),
        ("string[]", "var r = new string[_set.Count]; var i = 0; foreach (var s in _set) r[i++] = s; return r;"),
        ("string?", "return _d.Where(kv => kv.Value == arg).Select(kv => kv.Key).FirstOrDefault();"),
        ("ImmutableArray<string>", "return [.. _set];"),
        ("double", "double sum = 0; foreach (var a in _accounts.Values) sum += a.Weight; return sum;"),
        ("string?", "return _accounts.Values.MinBy(a => a.Score)?.Name;"),
    ];

    private static readonly (string Members, string Body)[] BadMembers =
    [
        ("private sealed class Best : IComparer<Account> { public int Compare(Account? x, Account? y) { if (ReferenceEquals(x, y)) return 0; if (x is null) return -1; if (y is null) return 1; return x.Score.CompareTo(y.Score); } }", "var all = _accounts.Values.ToList(); all.Sort(new Best()); _name = all[0].Name;"),
        ("private static int ByScore(Account a, Account b) => b.Score - a.Score;", "var all = _accounts.Values.ToArray(); Array.Sort(all, ByScore); _name = all[0].Name;"),
        ("private static readonly IComparer<Account> Worst = Comparer<Account>.Create((a, b) => a.Score.CompareTo(b.Score));", "_name = _accounts.Values.Order(Worst).First().Name;"),
        ("private IEnumerable<string> Active() => _set;", "foreach (var s in Active()) _list.Add(s);"),
        ("private IEnumerable<string> Active => _set.Where(s => s.Length > 1);", "_list = Active.ToList();"),
        ("private IEnumerable<string> Active() { foreach (var s in _set) yield return s; }", "_list = Active().ToList();"),
        ("private List<string> Active() { var r = new List<string>(); foreach (var s in _set) r.Add(s); return r; }", "_name = Active()[0];"),
        ("private static List<T> Copy<T>(IEnumerable<T> xs) { var r = new List<T>(); foreach (var x in xs) r.Add(x); return r; }", "_list = Copy(_set);"),
        ("private static List<T> Copy<T>(IEnumerable<T> xs) => xs.ToList();", "foreach (var s in Copy(_set)) _queue.Enqueue(s);"),
        ("private static string Render(IEnumerable<string> xs) => string.Join(\",\", xs);", "_text = Render(_set);"),
        ("private void Store(IEnumerable<string> xs) { foreach (var x in xs) _list.Add(x); }", "Store(_d.Keys);"),
        ("private void Log(string s) => _list.Add(s);", "foreach (var s in _set) Log(s);"),
        ("private void Log(string s) { Log2(s); } private void Log2(string s) { _queue.Enqueue(s); }", "foreach (var s in _set) Log(s);"),
        ("private int Next() => ++_next;", "foreach (var a in _accounts.Values) a.Rank = Next();"),
        ("private static void Collect(List<string> to, string s) => to.Add(s);", "foreach (var s in _set) Collect(_list, s);"),
        ("private readonly ImmutableDictionary<string, int> _im = ImmutableDictionary<string, int>.Empty;", "foreach (var kv in _im) _list.Add(kv.Key);"),
        ("private readonly Hashtable _h = new();", "foreach (DictionaryEntry e in _h) _list.Add((string)e.Key);"),
        ("private readonly ConcurrentDictionary<string, int> _c = new();", "_list = _c.Keys.ToList();"),
        ("private readonly ConcurrentDictionary<string, int> _c = new();", "foreach (var p in _c.ToArray()) _list.Add(p.Key);"),
        ("private readonly IReadOnlyDictionary<string, int> _r = new Dictionary<string, int>();", "foreach (var kv in _r) _list.Add(kv.Key);"),
        ("private readonly IReadOnlyCollection<string> _r = new HashSet<string>();", "foreach (var s in _r) _list.Add(s);"),
        ("private readonly ISet<string> _r = new HashSet<string>();", "_list = _r.ToList();"),
        ("private sealed class Bag : HashSet<string> { } private readonly Bag _b = new();", "_list = _b.ToList();"),
        ("public sealed class Bag : IEnumerable<string> { private readonly HashSet<string> _i = new(); public IEnumerator<string> GetEnumerator() => _i.GetEnumerator(); IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); } private readonly Bag _b = new();", "foreach (var s in _b) _list.Add(s);"),
        ("private string? Find(int v) { foreach (var kv in _d) if (kv.Value == v) return kv.Key; return null; }", "_name = Find(arg);"),
        ("private Dictionary<string, HashSet<string>> _index = new();", "foreach (var s in _index[id]) _list.Add(s);"),
        ("private Dictionary<string, HashSet<string>> _index = new();", "if (_index.TryGetValue(id, out var set)) foreach (var s in set) _list.Add(s);"),
        ("private ImmutableList<string> _il = ImmutableList<string>.Empty;", "foreach (var s in _set) _il = _il.Add(s);"),
        ("private PriorityQueue<string, int> _pq = new();", "_list = _pq.UnorderedItems.Select(x => x.Element).ToList();"),
    ];

    private static readonly string[] Good =
    [
        "_n = _d.Values.Sum();",
        "_n = _d.Count;",
        "foreach (var kv in _d) _n += kv.Value;",
        "foreach (var (_, v) in _d) { if (v > arg) _n++; }",
        "_money = _accounts.Values.Sum(a => a.Balance);",
        "decimal total = 0; foreach (var a in _accounts.Values) total += a.Balance; _money = total;",
        "_n = _d.Values.Max();",
        "_n = _accounts.Values.Select(a => a.Score).DefaultIfEmpty().Max();",
        "_n = _accounts.Values.Max(a => a.Score);",
        "if (_set.Any(s => s.Length > 3)) _n++;",
        "if (_d.Values.All(v => v > 0)) _n++;",
        "if (_set.Contains(id)) _n++;",
        "_n = _accounts.Values.Count(a => a.Idle);",
        "var expired = _d.Where(kv => kv.Value < arg).Select(kv => kv.Key).ToList(); foreach (var k in expired) _d.Remove(k);",
        "foreach (var k in _d.Where(kv => kv.Value < arg).Select(kv => kv.Key).ToArray()) { _d.Remove(k); _n++; }",
        "foreach (var key in _d.Keys.ToList()) _d[key] += arg;",
        "foreach (var key in _d.Keys.ToList()) _d[key] = 0;",
        "foreach (var a in _accounts.Values) a.Touch();",
        "foreach (var a in _accounts.Values) { a.Balance *= 1.01m; a.Idle = true; }",
        "foreach (var a in _accounts.Values) if (a.Idle) a.Score = 0;",
        "_list = _set.Order(StringComparer.Ordinal).ToList();",
        "_list = _set.OrderBy(s => s, StringComparer.Ordinal).ToList();",
        "_list = _d.OrderBy(kv => kv.Key, StringComparer.Ordinal).Select(kv => kv.Key).ToList();",
        "_list = _d.OrderByDescending(kv => kv.Value).ThenBy(kv => kv.Key, StringComparer.Ordinal).Select(kv => kv.Key).ToList();",
        "_list = (from kv in _d orderby kv.Value descending, kv.Key select kv.Key).ToList();",
        "_list = _accounts.Values.OrderBy(a => a.Id).Select(a => a.Name).ToList();",
        "_list = _accounts.OrderBy(p => p.Key).Select(p => p.Value.Name).ToList();",
        "foreach (var kv in _d.OrderBy(k => k.Key, StringComparer.Ordinal)) _list.Add(kv.Key);",
        "_text = string.Join(\",\", _set.Order(StringComparer.Ordinal));",
        "_name = _set.Min(StringComparer.Ordinal);",
        "_name = _set.OrderBy(s => s, StringComparer.Ordinal).First();",
        "_name = _d.MinBy(kv => kv.Key, StringComparer.Ordinal).Key;",
        "_name = _d.OrderBy(kv => kv.Value).ThenBy(kv => kv.Key, StringComparer.Ordinal).First().Key;",
        "_n = _d.MaxBy(kv => kv.Value).Value;",
        "_n = _d.OrderByDescending(kv => kv.Value).First().Value;",
        "_array = _set.ToArray(); Array.Sort(_array, StringComparer.Ordinal);",
        "var keys = _set.ToArray(); Array.Sort(keys, StringComparer.Ordinal); _array = keys;",
        "var keys = _set.ToList(); keys.Sort(StringComparer.Ordinal); _list = keys; foreach (var k in keys) _queue.Enqueue(k);",
        "var keys = new List<string>(_set); keys.Sort(string.CompareOrdinal); _name = keys[0];",
        "var keys = new List<string>(); foreach (var kv in _d) if (kv.Value > 1) keys.Add(kv.Key); keys.Sort(StringComparer.Ordinal); _list.AddRange(keys);",
        "var l = _d.ToList(); l.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key)); _list = l.Select(x => x.Key).ToList();",
        "var l = _d.ToList(); l.Sort((a, b) => { var c = b.Value.CompareTo(a.Value); return c != 0 ? c : string.CompareOrdinal(a.Key, b.Key); }); _list = l.Select(x => x.Key).ToList();",
        "var keys = new string[_d.Count]; _d.Keys.CopyTo(keys, 0); Array.Sort(keys, StringComparer.Ordinal); _array = keys;",
        "var keys = new string[_d.Count]; var i = 0; foreach (var k in _d.Keys) keys[i++] = k; Array.Sort(keys, StringComparer.Ordinal); _array = keys;",
        "var copy = new Dictionary<string, int>(_d); _n = copy.Count;",
        "foreach (var kv in _d) _sorted[kv.Key] = kv.Value;",
        "foreach (var kv in _d) _sorted.Add(kv.Key, kv.Value);",
        "var s = new SortedDictionary<string, int>(_d, StringComparer.Ordinal); foreach (var kv in s) _list.Add(kv.Key);",
        "var s = new SortedSet<string>(_set, StringComparer.Ordinal); _list = s.ToList();",
        "foreach (var s in _set) _other.Add(s.Length);",
        "_set.UnionWith(_d.Keys); _set.ExceptWith(_list); _set.IntersectWith(_d.Keys);",
        "_set.RemoveWhere(s => s.Length > arg);",
        "var counts = new Dictionary<int, int>(); foreach (var kv in _d) counts[kv.Value] = counts.GetValueOrDefault(kv.Value) + 1; _n = counts.Count;",
        "var counts = new Dictionary<int, int>(); foreach (var kv in _d) { counts.TryGetValue(kv.Value, out var n); counts[kv.Value] = n + 1; } _n = counts.Count;",
        "var counts = new Dictionary<int, int>(); foreach (var kv in _d) { if (counts.TryGetValue(kv.Value, out var n)) counts[kv.Value] = n + 1; else counts[kv.Value] = 1; } _n = counts.Values.Max();",
        "var best = int.MinValue; foreach (var kv in _d) if (kv.Value > best) best = kv.Value; _n = best;",
        "var best = 0; foreach (var v in _d.Values) best = Math.Max(best, v); _n = best;",
        "foreach (var a in _accounts.Values) { if (a.Score > _n) _n = a.Score; }",
        "string? best = null; foreach (var s in _set) if (best is null || string.CompareOrdinal(s, best) < 0) best = s; _name = best;",
        "string? who = null; var best = int.MinValue; foreach (var (k, v) in _d) if (v > best || (v == best && string.CompareOrdinal(k, who) < 0)) { best = v; who = k; } _name = who;",
        "var found = false; foreach (var kv in _d) if (kv.Value == arg) { found = true; break; } if (found) _n++;",
        "foreach (var kv in _d) if (kv.Value < 0) throw new InvalidOperationException(\"negative\");",
        "var total = 0; foreach (var v in _d.Values) { total += v; if (total > 100) throw new InvalidOperationException(\"too much\"); } _n = total;",
        "if (_accounts.Values.FirstOrDefault(a => a.Owner == id) is null) _n++;",
        "if (_accounts.Values.FirstOrDefault(a => a.Owner == id) != null) throw new InvalidOperationException(\"taken\");",
        "var x = _accounts.Values.FirstOrDefault(a => a.Id == arg); if (x != null) x.Score++;",
        "var x = _accounts.Values.Single(a => a.Owner == id); x.Score++;",
        "foreach (var a in _accounts.Values) if (a.Id == arg) { a.Score = 1; _name = a.Name; break; }",
        "var h = 0; foreach (var s in _d) h ^= s.Value; _n = h;",
        "var flags = 0; foreach (var v in _d.Values) flags |= v; _n = flags;",
        "var all = true; foreach (var v in _d.Values) all &= v > 0; if (all) _n++;",
        "var all = true; foreach (var v in _d.Values) all = all && v > 0; if (all) _n++;",
        "var e = _d.GetEnumerator(); while (e.MoveNext()) _n += e.Current.Value;",
        "var all = _d.Values.ToList(); for (var i = 0; i < all.Count; i++) _n += all[i];",
        "var byOwner = _accounts.Values.GroupBy(a => a.Owner).ToDictionary(g => g.Key, g => g.Count()); _n = byOwner.Count;",
        "var byOwner = _accounts.Values.GroupBy(a => a.Owner).ToDictionary(g => g.Key, g => g.OrderBy(a => a.Id).Select(a => a.Name).ToList()); foreach (var p in byOwner) _lists[p.Key] = p.Value;",
        "foreach (var g in _accounts.Values.GroupBy(a => a.Owner).OrderBy(g => g.Key, StringComparer.Ordinal)) { _list.Add(g.Key); _n += g.Sum(a => a.Score); }",
        "foreach (var kv in _lists) kv.Value.Add(id);",
        "foreach (var kv in _lists) kv.Value.Clear();",
        "foreach (var l in _lists.Values) l.RemoveAll(s => s == id);",
        "foreach (var kv in _lists) foreach (var s in kv.Value) _n += s.Length;",
        "_n = _lists.Values.Sum(l => l.Count);",
        "if (_set.SetEquals(_list)) _n++;",
        "_n = _list.Count(s => _set.Contains(s)) + _list.Except(_set).Count();",
        "_list = _list.Where(_set.Contains).ToList();",
        "_list.RemoveAll(s => _set.Contains(s));",
        "_list = _list.Except(_set).ToList();",
        "foreach (var s in _set) _list.Remove(s);",
        "if (_set.Count == 1) _name = _set.First();",
        "_name = _set.Single();",
        "_n = _d.Values.Aggregate(0, (a, v) => a + v);",
        "_n = _d.Keys.Select(k => k.Length).Aggregate(0, Math.Max);".Replace("Aggregate(0, Math.Max)", "Aggregate(0, (a, b) => Math.Max(a, b))"),
        "_list = _d.Values.Order().Select(v => \"x\" + v).ToList();",
        "_list = _d.OrderBy(kv => kv.Value).Select(kv => \"x\" + kv.Value).ToList();",
        "var top = _d.Values.OrderDescending().Take(3).ToList(); _n = top[0];",
        "foreach (var key in _d.Keys.Order(StringComparer.Ordinal)) { _list.Add(key); _n = _list.Count; }",
        "foreach (var a in _accounts.Values.OrderBy(a => a.Id)) a.Rank = _next++;",
        "foreach (var kv in _accounts.OrderBy(p => p.Key)) kv.Value.Name = context.NewGuid().ToString();",
        "var grouped = _list.GroupBy(s => s.Length).Select(g => g.First()).ToList(); _name = grouped[0];",
        "_list = _list.Distinct().ToList(); _array = _list.Union(_array).ToArray();",
        "var lookup = _list.ToLookup(s => s.Length); foreach (var g in lookup) _queue.Enqueue(g.First());",
        "foreach (var d in Enum.GetValues<DayOfWeek>()) _list.Add(d.ToString());",
        "foreach (var s in _list) if (_set.Add(s)) _queue.Enqueue(s);",
        "foreach (var s in _list.Where(s => !_set.Contains(s))) _queue.Enqueue(s);",
        "var pending = new List<string>(); foreach (var s in _set) if (s.Length > arg) pending.Add(s); foreach (var p in pending) _set.Remove(p);",
        "var pending = new List<string>(); foreach (var s in _set) pending.Add(s); _n = pending.Count;",
        "if (_d.Count > 0 && _d.Values.Min() < 0) _n = -1;",
        "var snapshot = _d.ToDictionary(kv => kv.Key, kv => kv.Value * 2); foreach (var kv in snapshot) _d[kv.Key] = kv.Value;",
        "var inverse = _d.ToDictionary(kv => kv.Value, kv => kv.Key); _name = inverse.GetValueOrDefault(arg);",
        "foreach (var kv in _d) { if (kv.Value == 0) continue; _n += kv.Value; }",
        "foreach (var kv in _d) { var doubled = kv.Value * 2; doubled += 1; _n += doubled; }",
        "foreach (var kv in _accounts) { var a = kv.Value; a.Score += arg; if (a.Score > 10) { a.Idle = true; _set.Add(a.Name); } }",
        "int min = int.MaxValue, max = int.MinValue; foreach (var v in _d.Values) { if (v < min) min = v; if (v > max) max = v; } _n = max - min;",
        "var sum = 0L; var count = 0; foreach (var v in _d.Values) { sum += v; count++; } _n = count == 0 ? 0 : (int)(sum / count);",
        "foreach (var kv in _d.ToList()) if (kv.Value <= 0) _d.Remove(kv.Key); else _d[kv.Key] = kv.Value - 1;",
        "var removed = 0; foreach (var kv in _d.ToArray()) { if (kv.Value < arg && _d.Remove(kv.Key)) removed++; } _n = removed;",
        "foreach (var s in _set.OrderBy(s => s.Length).ThenBy(s => s, StringComparer.Ordinal)) _list.Add(s);",
        "var winner = _accounts.Values.OrderByDescending(a => a.Score).ThenBy(a => a.Id).First(); winner.Idle = true;",
        "var winner = _accounts.Values.MaxBy(a => (a.Score, a.Id)); if (winner != null) winner.Idle = true;",
        "var list = _accounts.Values.ToList(); list.Sort((x, y) => x.Id.CompareTo(y.Id)); foreach (var a in list) a.Rank = _next++;",
        "Account? best = null; foreach (var a in _accounts.Values) if (best is null || a.Score > best.Score || (a.Score == best.Score && a.Id < best.Id)) best = a; _n = best?.Id ?? 0;",
        "foreach (var key in _sorted.Keys) _list.Add(key); foreach (var v in _sorted.Values) _list.Add(v.ToString());",
        "_name = _sorted.First().Key; _n = _sorted.Values.Last();",
        "foreach (var (key, value) in _sorted) { _list.Add(key); _next += value; _d[key] = _next; }",
        "foreach (var s in _list) { _d[s] = _next++; }",
        "var missing = _list.Where(s => !_d.ContainsKey(s)).ToList(); _queue = new Queue<string>(missing);",
        "var ids = _accounts.Keys.Order().ToArray(); _n = ids[0]; for (var i = 0; i < ids.Length; i++) _accounts[ids[i]].Rank = i;",
        "Span<int> ids = _accounts.Keys.ToArray(); ids.Sort(); _n = ids[0];",
        "var ids = new int[_accounts.Count]; _accounts.Keys.CopyTo(ids, 0); ids.AsSpan().Sort(); _n = ids[0];",
        "var s = _set.ToImmutableSortedSet(StringComparer.Ordinal); _name = s[0]; foreach (var x in s) _list.Add(x);",
        "if (_d.Where(kv => kv.Value > arg).Any()) _n++; if (!_set.Except(_list).Any()) _n--;",
        "_n = _set.Where(s => s.Length > 3).Select(s => s.Length).Distinct().Count();",
        "_money = _accounts.Values.Where(a => a.Idle).Select(a => a.Balance).Sum();",
        "foreach (var a in _accounts.Values.Where(a => a.Owner == id)) a.Balance = 0;",
        "foreach (var (aid, a) in _accounts) { if (a.Balance <= 0) continue; _d[a.Name] = aid; break; }".Replace(" break; }", " }").Replace("_d[a.Name] = aid;", "a.Balance -= 1;"),
        "var seen = new HashSet<string>(); foreach (var a in _accounts.Values) if (!seen.Add(a.Owner)) throw new InvalidOperationException(\"twice\");",
        "var changed = true; while (changed) { changed = false; foreach (var kv in _d) if (kv.Value > arg && _set.Add(kv.Key)) changed = true; }",
        "checked { foreach (var v in _d.Values) _n += v; }",
        "var (lo, hi) = (_d.Values.Min(), _d.Values.Max()); _n = hi - lo;",
        "foreach (var s in _set) { if (_d.TryGetValue(s, out var v)) _n += v; }",
        "foreach (var s in _set) { ref var slot = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_d, s, out _); slot++; }",
        "foreach (var a in _accounts.Values) { a.Labels.Add(id); a.Labels.Remove(a.Name); }",
        "_accounts.Values.ToList().ForEach(a => a.Touch());",
        "var total = TimeSpan.Zero; foreach (var v in _d.Values) total += TimeSpan.FromSeconds((long)v); _n = (int)total.Ticks;",
        "long product = 1; foreach (var v in _d.Values) product *= v; _n = (int)product;",
        "_set.Clear(); foreach (var k in _d.Keys) _set.Add(k); foreach (var k in _set) _d.Remove(k);",
        "var names = _accounts.Values.Select(a => a.Name).ToHashSet(StringComparer.Ordinal); if (names.Contains(id)) _n++;",
        "var json = JsonSerializer.Serialize(_sorted); _text = json;",
        "var index = new Dictionary<int, HashSet<string>>(); foreach (var kv in _d) { if (!index.TryGetValue(kv.Value, out var ids)) index[kv.Value] = ids = []; ids.Add(kv.Key); } _n = index.Count;",
        "var any = _accounts.Values.Select(a => a.Idle).Contains(true); if (any) _n++;",
        "foreach (var kv in _d) { _members.TryAdd(kv.Value, new()); _members[kv.Value].Add(kv.Key); }",
        "foreach (var kv in _d) { if (!_members.ContainsKey(kv.Value)) _members.Add(kv.Value, new HashSet<string>()); _members[kv.Value].Add(kv.Key); }",
        "foreach (var kv in _d) { ref var slot = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_members, kv.Value, out _); slot ??= new(); slot.Add(kv.Key); }",
        "foreach (var kv in _d) { if (!_members.TryGetValue(kv.Value, out var ids)) { ids = new HashSet<string>(); _members.Add(kv.Value, ids); } ids.Add(kv.Key); }",
        "foreach (var kv in _d) { if (!_members.TryGetValue(kv.Value, out var ids)) { var fresh = new HashSet<string>(); _members.Add(kv.Value, fresh); ids = fresh; } ids.Add(kv.Key); }",
        "foreach (var kv in _d) { if (_members.TryGetValue(kv.Value, out var ids)) ids.Add(kv.Key); else _members.Add(kv.Value, [kv.Key]); }",
        "foreach (var kv in _d) { if (_members.TryGetValue(kv.Value, out var ids)) ids.Add(kv.Key); else _members[kv.Value] = new HashSet<string> { kv.Key }; }",
        "foreach (var labels in _lists.Values) foreach (var a in _accounts.Values) _d[a.Owner] = _d.TryGetValue(a.Owner, out var n) ? n + a.Score : a.Score;",
        "foreach (var (from, a) in _accounts) foreach (var l in a.Labels) _d[a.Owner] = _d.ContainsKey(a.Owner) ? _d[a.Owner] + 1 : 1;",
        "foreach (var kv in _d) _byNumber.TryAdd(kv.Value, kv.Value.ToString());",
        "foreach (var kv in _d) if (!_other.Contains(kv.Value)) _other.Add(kv.Value);",
        "var byCity = _d.ToLookup(p => p.Value, p => p.Key); _n = byCity[arg].Count() + byCity.Count; if (byCity.Contains(3)) _n += byCity[3].Max(s => s.Length);",
        "var byCity = _d.ToLookup(p => p.Value, p => p.Key); _list = byCity[arg].Order(StringComparer.Ordinal).ToList();",
        "var sizes = _d.GroupBy(p => p.Value, (k, g) => (Team: k, Size: g.Count())).OrderBy(t => t.Team).ToList(); _n = sizes[0].Size;",
        "_list = _tags.Order(StringComparer.OrdinalIgnoreCase).ToList();",
        "_n = _set.Distinct(StringComparer.OrdinalIgnoreCase).Count();",
        "_list = _set.Order(StringComparer.OrdinalIgnoreCase).ThenBy(s => s, StringComparer.Ordinal).ToList();".Replace("Order(S", "OrderBy(s => s, S"),
        "var all = _set.ToArray(); Array.Sort(all, (a, b) => StringComparer.OrdinalIgnoreCase.Compare(a, b) is var c && c != 0 ? c : string.CompareOrdinal(a, b)); _array = all;",
        "_list = _d.Keys.Order(Comparer<string>.Create((a, b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b))).ToList();",
        "var text = \"\"; foreach (var kv in _d) { text = kv.Key.Trim(); _n += text.Length; }",
        "var best = 0; foreach (var v in _d.Values) if (v > best) best = v;",
        "_n = _d.Values.Aggregate(100, (a, b) => a - b);",
    ];

    private static readonly (string Type, string Body)[] GoodResults =
    [
        ("bool", "foreach (var kv in _d) if (kv.Value == arg) return true; return false;"),
        ("bool", "foreach (var a in _accounts.Values) { if (a.Idle) return false; } return true;"),
        ("string?", "foreach (var kv in _d) if (kv.Key == id) return kv.Key; return null;"),
        ("int", "return _d.Values.Sum();"),
        ("Dictionary<string, int>", "return new Dictionary<string, int>(_d);"),
        ("HashSet<string>", "return _set.Where(s => s.Length > 1).ToHashSet();"),
        ("SortedDictionary<string, int>", "return new(_d, StringComparer.Ordinal);"),
        ("string[]", "var r = _set.ToArray(); Array.Sort(r, StringComparer.Ordinal); return r;"),
        ("List<string>", "var r = new List<string>(); foreach (var s in _set) r.Add(s); r.Sort(StringComparer.Ordinal); return r;"),
        ("string?", "return _accounts.Values.OrderByDescending(a => a.Score).ThenBy(a => a.Id).FirstOrDefault()?.Name;"),
        ("int?", "return _accounts.Values.OrderByDescending(a => a.Score).FirstOrDefault()?.Score;"),
        ("int", "var n = 0; foreach (var a in _accounts.Values) if (a.Idle) n++; return n;"),
    ];

    private static readonly (string Members, string Body)[] GoodMembers =
    [
        ("private sealed class Best : IComparer<Account> { public int Compare(Account? x, Account? y) { if (ReferenceEquals(x, y)) return 0; if (x is null) return -1; if (y is null) return 1; var c = x.Score.CompareTo(y.Score); return c != 0 ? c : x.Id.CompareTo(y.Id); } }", "var all = _accounts.Values.ToList(); all.Sort(new Best()); _name = all[0].Name;"),
        ("private static int ById(Account a, Account b) => a.Id.CompareTo(b.Id);", "var all = _accounts.Values.ToArray(); Array.Sort(all, ById); _name = all[0].Name;"),
        ("private HashSet<string> Of(int key) { if (_members.TryGetValue(key, out var found)) return found; var fresh = new HashSet<string>(); _members.Add(key, fresh); return fresh; }", "foreach (var kv in _d) Of(kv.Value).Add(kv.Key);"),
        ("private IEnumerable<string> Active() => _set.Where(s => s.Length > 1);", "_n = Active().Count(); foreach (var s in Active()) _n += s.Length;"),
        ("private IEnumerable<string> Active() => _set.Order(StringComparer.Ordinal);", "_list = Active().ToList();"),
        ("private static int Total(IEnumerable<int> xs) { var t = 0; foreach (var x in xs) t += x; return t; }", "_n = Total(_d.Values);"),
        ("private static string Render(IReadOnlyDictionary<string, int> m) { var sb = new StringBuilder(); foreach (var kv in m) sb.Append(kv.Key); return sb.ToString(); }", "_text = Render(_sorted);"),
        ("private static List<T> Copy<T>(IEnumerable<T> xs) => xs.ToList();", "_list = Copy(_list); _n = Copy(_set).Count;"),
        ("private void Drop(string s) { _d.Remove(s); _lists.Remove(s); _n--; }", "foreach (var s in _set) Drop(s);"),
        ("private void Bump(string key, int by) => _d[key] = _d.GetValueOrDefault(key) + by;", "foreach (var s in _set) Bump(s, arg);"),
        ("private static bool IsBig(string s) => s.Length > 10;", "foreach (var s in _set) if (IsBig(s)) _n++;"),
        ("private readonly IReadOnlyDictionary<string, int> _r = new SortedDictionary<string, int>();", "foreach (var kv in _r) _list.Add(kv.Key);"),
        ("private readonly OrderedDictionary<string, int> _o = new();", "foreach (var kv in _o) _list.Add(kv.Key);"),
        ("private ImmutableSortedSet<string> _i = ImmutableSortedSet<string>.Empty;", "foreach (var s in _set) _i = _i.Add(s); _list = _i.ToList();"),
        ("private ImmutableDictionary<string, int> _i = ImmutableDictionary<string, int>.Empty;", "foreach (var kv in _d) _i = _i.SetItem(kv.Key, kv.Value);"),
        ("public readonly record struct Money(long Cents) { public static Money operator +(Money a, Money b) => new(a.Cents + b.Cents); } private readonly Dictionary<string, Money> _m = new();", "var t = new Money(0); foreach (var m in _m.Values) t += m; _n = (int)t.Cents; var u = new Money(0); foreach (var kv in _m) u = u + kv.Value; _n += (int)u.Cents;"),
        ("private Dictionary<string, HashSet<string>> _index = new();", "foreach (var (k, set) in _index) { set.Remove(id); if (set.Count == 0) _n++; } foreach (var k in _index.Where(p => p.Value.Count == 0).Select(p => p.Key).ToList()) _index.Remove(k);"),
        ("private HashSet<(string Owner, int Number)> _pairs = new();", "_list = _pairs.OrderBy(p => p.Owner, StringComparer.Ordinal).ThenBy(p => p.Number).Select(p => p.Owner).ToList();"),
        ("private void Check() { foreach (var a in _accounts.Values) if (a.Score < 0) throw new InvalidOperationException(\"negative\"); }", "Check();"),
    ];
}
