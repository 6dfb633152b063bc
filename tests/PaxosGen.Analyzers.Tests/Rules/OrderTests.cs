using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1008: where the order of an unordered collection shows, and where it does not. PXG1009: ties.</summary>
public sealed partial class OrderTests
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
    internal static async Task ExpectAllAsync(IEnumerable<string> machines, bool isBad)
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
}
