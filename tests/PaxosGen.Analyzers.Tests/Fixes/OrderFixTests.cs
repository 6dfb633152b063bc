using Microsoft.CodeAnalysis.CodeFixes;
using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Order is made before it can be seen, by what tells all elements apart.</summary>
public sealed class OrderFixTests
{
    private static string Code(string usings, string statements, string fields = Fields)
        => "using System;\nusing System.Collections.Generic;\n" + usings + "using PaxosGen;\n\n[ReplicatedStateMachine]\npublic sealed partial class Machine\n{\n" + fields
            + "    [Command(1)]\n    public void Do(string a)\n    {\n" + string.Join("\n", statements.Split('\n').Select(static l => "        " + l)) + "\n    }\n}\n";

    private const string Fields = """
            private readonly Dictionary<string, int> _ages = new(StringComparer.Ordinal);
            private readonly Dictionary<Guid, string> _names = [];
            private readonly HashSet<string> _tags = [];
            private readonly HashSet<long> _numbers = [];
            private readonly List<string> _log = [];
            private string _text = "";

        """;

    private static Task Expect(CodeFixProvider fix, string before, string after) => Fixed.Expect(fix, Code("using System.Linq;\n", before), Code("using System.Linq;\n", after));

    [Fact]
    public Task Collections_are_sorted_before_their_order_escapes() => Expect(
        new UnorderedFix(),
        """
        foreach (var x in _ages) { _log.Add(x.Key); } // Kept.
        for (var x = 0; x < 1; x++) { foreach (var (id, name) in _names) { _log.Add(name); } }
        foreach (var tag in _tags) { _log.Add(tag); }
        _text += string.Join(",", _tags);
        _text += string.Join(",", this._names.Values);
        _text += string.Join(",", _ages.Keys.Where(k => k != a));
        _text = string.Join(",", /* kept */ _numbers);
        _text += _tags.First() + _ages.Select(e => e.Key + a).First();
        List<string> all = [a, .. _tags];
        _text += string.Join(",", all);
        """,
        """
        foreach (var x in _ages.OrderBy(x => x.Key, StringComparer.Ordinal)) { _log.Add(x.Key); } // Kept.
        for (var x = 0; x < 1; x++) { foreach (var (id, name) in _names.OrderBy(x1 => x1.Key)) { _log.Add(name); } }
        foreach (var tag in _tags.Order(StringComparer.Ordinal)) { _log.Add(tag); }
        _text += string.Join(",", _tags.Order(StringComparer.Ordinal));
        _text += string.Join(",", this._names.OrderBy(x => x.Key).Select(x => x.Value));
        _text += string.Join(",", _ages.Keys.Order(StringComparer.Ordinal).Where(k => k != a));
        _text = string.Join(",", /* kept */ _numbers.Order());
        _text += _tags.Order(StringComparer.Ordinal).First() + _ages.OrderBy(x => x.Key, StringComparer.Ordinal).Select(e => e.Key + a).First();
        List<string> all = [a, .. _tags.Order(StringComparer.Ordinal)];
        _text += string.Join(",", all);
        """);

    [Fact]
    public Task The_namespace_of_queries_is_added_where_it_belongs() => Fixed.Expect(
        new UnorderedFix(),
        Code("", "foreach (var tag in _tags) { _log.Add(tag); }\nforeach (var number in _numbers) { _log.Add($\"{number}\"); }"),
        Code("using System.Linq;\n", "foreach (var tag in _tags.Order(StringComparer.Ordinal)) { _log.Add(tag); }\nforeach (var number in _numbers.Order()) { _log.Add($\"{number}\"); }"));

    [Fact]
    public Task Keys_that_may_compare_as_equal_are_left_for_a_person() => Fixed.ExpectNoOffer(
        new UnorderedFix(),
        Code(
            "",
            "foreach (var point in _points) { _log.Add(point.Key.Name); }",
            "    private readonly Dictionary<Point, int> _points = [];\n    private readonly List<string> _log = [];\n    public readonly record struct Point(string Name);\n"));

    [Fact]
    public Task Ties_are_broken_by_the_keys() => Expect(
        new TieFix(),
        """
        _text += string.Join(",", _ages.OrderByDescending(e => e.Value).Select(e => e.Key)); // Kept.
        _text = _tags.OrderBy(t => t.Length).ThenBy(t => t.Length % 2).First();
        _text += _ages.MaxBy(e => e.Value).Key;
        """,
        """
        _text += string.Join(",", _ages.OrderByDescending(e => e.Value).ThenBy(x => x.Key, StringComparer.Ordinal).Select(e => e.Key)); // Kept.
        _text = _tags.OrderBy(t => t.Length).ThenBy(t => t.Length % 2).ThenBy(x => x, StringComparer.Ordinal).First();
        _text += _ages.OrderBy(x => x.Key, StringComparer.Ordinal).MaxBy(e => e.Value).Key;
        """);

    [Fact]
    public Task Fields_become_collections_with_an_order() => Fixed.Expect(
        new SortedFieldFix(),
        Code(
            "",
            """
            foreach (var (key, value) in _ages) { _log.Add(key); }
            foreach (var tag in _tags) { _log.Add(tag); }
            foreach (var number in _numbers) { _log.Add($"{number}"); }
            foreach (var point in _points) { _log.Add(point.Key.Name); }
            if (_ages.TryAdd(a, 1) && _ages.TryGetValue(a, out var age)) { _ages[a] = age + 1; }
            _ages.Remove(a, out _);
            _tags.UnionWith(_log);
            """,
            """
                private readonly Dictionary<string, int> _ages = new(StringComparer.Ordinal); // Kept.
                private HashSet<string>? _tags = [];
                private readonly HashSet<long> _numbers = new HashSet<long>();
                private readonly Dictionary<Point, int> _points = [];
                private readonly List<string> _log = [];
                public readonly record struct Point(string Name);

            """),
        Code(
            "",
            """
            foreach (var (key, value) in _ages) { _log.Add(key); }
            foreach (var tag in _tags) { _log.Add(tag); }
            foreach (var number in _numbers) { _log.Add($"{number}"); }
            foreach (var point in _points) { _log.Add(point.Key.Name); }
            if (_ages.TryAdd(a, 1) && _ages.TryGetValue(a, out var age)) { _ages[a] = age + 1; }
            _ages.Remove(a, out _);
            _tags.UnionWith(_log);
            """,
            """
                private readonly SortedDictionary<string, int> _ages = new(StringComparer.Ordinal); // Kept.
                private SortedSet<string>? _tags = new(StringComparer.Ordinal);
                private readonly SortedSet<long> _numbers = new SortedSet<long>();
                private readonly OrderedDictionary<Point, int> _points = [];
                private readonly List<string> _log = [];
                public readonly record struct Point(string Name);

            """));

    [Theory]
    [InlineData("_ages.EnsureCapacity(3);")]
    [InlineData("_ages = new(_ages);")]
    [InlineData("Dictionary<string, int> copy = _ages; copy.Clear();")]
    public Task Fields_that_are_used_as_what_they_are_stay(string statement) => Fixed.ExpectNoOffer(
        new SortedFieldFix(),
        Code("", statement + "\nforeach (var (key, value) in _ages) { _log.Add(key); }", "    private Dictionary<string, int> _ages = new(StringComparer.Ordinal);\n    private readonly List<string> _log = [];\n"));
}
