using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Analyzers.Tests;

/// <summary>Each leaf is found through each call shape, on its own line; and code that no handler reaches stays clean in the same shapes.</summary>
public sealed class ReachabilityTests
{
    private const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.IO;
        using System.Linq;

        """;

    public static readonly (string Expression, string Rule)[] Leaves =
    [
        ("DateTime.UtcNow.Ticks", "PXG1001"),
        ("Environment.TickCount64", "PXG1001"),
        ("Stopwatch.GetTimestamp()", "PXG1001"),
        ("Guid.NewGuid().Variant", "PXG1002"),
        ("Random.Shared.NextInt64()", "PXG1002"),
        ("Environment.ProcessorCount", "PXG1003"),
        ("File.ReadAllBytes(\"x\").LongLength", "PXG1004"),
        ("Environment.CurrentManagedThreadId", "PXG1005"),
        ("HashCode.Combine(1, 2)", "PXG1010"),
        ("\"abc\".GetHashCode()", "PXG1010"),
        ("\"abc\".CompareTo(\"abd\")", "PXG1011"),
        ("TimeZoneInfo.Local.BaseUtcOffset.Ticks", "PXG1013"),
        ("(long)Math.Sin(0.5)", "PXG1014"),
        ("GC.GetTotalMemory(false)", "PXG1016"),
        ("(long)IntPtr.Size", "PXG1017"),
    ];

    [Fact]
    public async Task Every_leaf_is_found_through_every_shape()
    {
        var cases = Cases(Shape.All);
        var wrong = new List<string>();
        var found = await AnalyzeAsync([.. cases.Select(static (c, i) => c.Shape.Source(i, c.Leaf.Expression))]);
        for (var i = 0; i < cases.Count; i++)
        {
            if (!found[Name(i)].Any(d => d.Id == cases[i].Leaf.Rule && IsAtLeaf(d)))
            {
                wrong.Add($"{cases[i].Leaf.Expression}, {cases[i].Shape.Name}: {string.Join("; ", found[Name(i)])}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {cases.Count} missed:\n{string.Join("\n", wrong)}");
    }

    /// <summary>The same code, reached by a method that is no handler: nothing creates its types, nothing calls it.</summary>
    [Fact]
    public async Task Nothing_is_found_where_no_handler_reaches()
    {
        var sources = Cases(Shape.All.Where(static s => !s.Name.EndsWith("of the state machine", StringComparison.Ordinal)))
            .Select(static (c, i) => c.Shape.Source(i, c.Leaf.Expression)
                .Replace("[PaxosGen.Command(1)] public long Do(", "[PaxosGen.Command(1)] public long Pure() => ++_x; public long Hosted(", StringComparison.Ordinal));
        var found = await AnalyzeAsync([.. sources]);
        Assert.Equal("", string.Join("\n", found.SelectMany(static g => g)));
    }

    [Fact]
    public async Task The_message_names_the_path_and_the_calls_on_it()
    {
        var analyzed = await Analyzed.FromAsync(
            """
            using System;
            using PaxosGen;
            [ReplicatedStateMachine]
            public partial class Orders
            {
                private long _last;
                [Command(1)] public void Place() => Record();
                private void Record() => _last = Stamp();
                private static long Stamp() => DateTime.UtcNow.Ticks;
            }
            """);
        var diagnostic = Assert.Single(analyzed.Diagnostics);
        Assert.EndsWith("(reached by Place → Record → Stamp)", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(["Record()", "Stamp()"], diagnostic.AdditionalLocations.Select(static l => l.SourceTree!.ToString().Substring(l.SourceSpan.Start, l.SourceSpan.Length)));
    }

    /// <summary>What commands create and libraries call is no query's doing; and a loop calls nothing of other enumerators and disposables.</summary>
    [Fact]
    public Task Queries_do_not_reach_what_commands_create()
        => Analyzed.ExpectAsync(
            """
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using PaxosGen;
            [ReplicatedStateMachine]
            public partial class Pools
            {
                private readonly SortedDictionary<int, int> _free = new();
                [Command(1)]
                public int Use(int id)
                {
                    using var lease = new Lease(_free, id);
                    return _free.Count;
                }

                [Query(2)]
                public int Sum()
                {
                    var sum = 0;
                    foreach (var free in _free.Values) { sum += free; }
                    foreach (var free in _free.Where(f => f.Key > 3)) { sum += free.Value; }
                    foreach (var free in (IEnumerable<KeyValuePair<int, int>>)_free) { sum += free.Value; }
                    return sum;
                }
            }

            public sealed class Lease(SortedDictionary<int, int> free, int id) : IDisposable
            {
                public void Dispose() => free.Remove(id);
            }
            """);

    /// <summary>Every shape with the first leaf and each other leaf with every fourth shape; all with all where there is time.</summary>
    private static List<(Shape Shape, (string Expression, string Rule) Leaf)> Cases(IEnumerable<Shape> shapes)
    {
        var isThorough = Environment.GetEnvironmentVariable("PAXOSGEN_EVERY_TOKEN") == "1";
        return [.. shapes.SelectMany((shape, i) => Leaves.Where((_, j) => isThorough || j == 0 || i % 4 == j % 4).Select(leaf => (shape, leaf)))];
    }

    private static bool IsAtLeaf(Diagnostic diagnostic)
        => diagnostic.Location.SourceTree!.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Contains("/*leaf*/", StringComparison.Ordinal);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}.cs");

    private static async Task<ILookup<string, Diagnostic>> AnalyzeAsync(string[] sources)
    {
        var compilation = Analyzed.Empty.AddSyntaxTrees(sources.Select(static (text, i) => CSharpSyntaxTree.ParseText(Usings + text, Analyzed.Parse, Name(i), Encoding.UTF8)));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors.Take(20)));
        return (await Analyzed.AnalyzeAsync(compilation)).ToLookup(static d => d.Location.SourceTree!.FilePath);
    }
}
