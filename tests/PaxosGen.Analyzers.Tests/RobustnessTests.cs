using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Analyzers.Tests;

/// <summary>Code that is half typed, broken, linked, generated or of several projects: the analyzer never fails, and says the same each time.</summary>
public sealed class RobustnessTests
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Linq;\n";

    private const string Leaf = "DateTime.UtcNow.Ticks";

    private static bool IsThorough => Environment.GetEnvironmentVariable("PAXOSGEN_EVERY_TOKEN") == "1";

    /// <summary>Each file lacks another token, or ends at it: as if somebody were typing.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Half_typed_code_never_fails(bool ends)
    {
        var sources = Shape.All.Select(static (shape, i) => Usings + shape.Source(i, Leaf)).ToArray();
        var tokens = sources.Select(static text => CSharpSyntaxTree.ParseText(text, Analyzed.Parse).GetRoot().DescendantTokens().Where(static t => t.Span.Length > 0).ToList()).ToArray();
        var most = tokens.Max(static t => t.Count);
        for (var at = 0; at < most; at += IsThorough ? 1 : 25)
        {
            var broken = sources.Select((text, i) => (text, token: tokens[i][(at + i) % tokens[i].Count]))
                .Select(c => ends ? c.text[..c.token.Span.End] : c.text.Remove(c.token.SpanStart, c.token.Span.Length))
                .ToArray();
            await Analyzed.AnalyzeAsync(Compile(broken));
        }
    }

    [Fact]
    public async Task The_same_is_said_in_concurrent_runs()
    {
        var sources = Shape.All.Take(40).Select(static (shape, i) => Usings + shape.Source(i, Leaf)).ToArray();
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => string.Join("\n", await Analyzed.AnalyzeAsync(Compile(sources))))));
        Assert.Contains("PXG1001", runs[0], StringComparison.Ordinal);
        Assert.All(runs, run => Assert.Equal(runs[0], run));
    }

    [Fact]
    public async Task The_order_of_files_does_not_matter()
    {
        var sources = Shape.All.Select(static (shape, i) => Usings + shape.Source(i, Leaf)).ToArray();
        var trees = Compile(sources).SyntaxTrees;
        var forwards = await Analyzed.AnalyzeAsync(Analyzed.Empty.AddSyntaxTrees(trees));
        var backwards = await Analyzed.AnalyzeAsync(Analyzed.Empty.AddSyntaxTrees(trees.Reverse()));
        Assert.Equal(forwards.Select(static d => d.ToString()), backwards.Select(static d => d.ToString()));
    }

    /// <summary>Whoever gives up while the analysis runs leaves it to the next, and never a half one.</summary>
    [Fact]
    public async Task Giving_up_leaves_nothing_behind()
    {
        var compilation = Compile([.. Shape.All.Take(40).Select(static (shape, i) => Usings + shape.Source(i, Leaf))]);
        var expected = await Analyzed.AnalyzeAsync(compilation);
        for (var round = 0; round < 5; round++)
        {
            var run = compilation.WithAnalyzers([new DeterminismAnalyzer()]);
            using var gone = new CancellationTokenSource();
            var first = run.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(compilation.SyntaxTrees[0]), null, gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
            var all = await run.GetAnalyzerDiagnosticsAsync();
            Assert.Equal(expected.Length, all.Length);
        }
    }

    /// <summary>In an IDE one file at a time is asked for.</summary>
    [Fact]
    public async Task Each_file_has_its_own()
    {
        var compilation = Compile([.. Shape.All.Select(static (shape, i) => Usings + shape.Source(i, Leaf))]);
        var run = compilation.WithAnalyzers([new DeterminismAnalyzer()]);
        foreach (var tree in compilation.SyntaxTrees.Take(20))
        {
            var found = await run.GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(tree), null, CancellationToken.None);
            Assert.All(found, d => Assert.Same(tree, d.Location.SourceTree));
            Assert.Contains(found, static d => d.Id == "PXG1001");
        }
    }

    /// <summary>A file that is in two projects, and a state machine that is spread over files.</summary>
    [Fact]
    public async Task Linked_and_partial_code()
    {
        const string Linked = "namespace Shared { public static class Clock { public static long Now() => System.DateTime.UtcNow.Ticks; } }";
        const string Machine = "[PaxosGen.ReplicatedStateMachine] public partial class M { private long _x; [PaxosGen.Command(1)] public long Do() => _x = Now(); }";
        const string Other = "public partial class M { private static long Now() => Shared.Clock.Now(); }";
        foreach (var name in new[] { "One", "Two" })
        {
            var found = await Analyzed.AnalyzeAsync(Compile(Linked, Machine, Other).WithAssemblyName(name));
            Assert.Equal(["0.cs"], found.Select(static d => d.Location.SourceTree!.FilePath));
        }
    }

    /// <summary>A project's reference to another one's code, as an IDE has it: symbols of the other have sources, but not in this compilation.</summary>
    [Fact]
    public async Task Two_projects_in_an_ide()
    {
        var library = Analyzed.Empty.WithAssemblyName("Library").AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "namespace Lib { public static class Clock { public static long Now() => System.DateTime.UtcNow.Ticks; } public interface I { long M(); } public class C : I { public long F = 3; public long M() => 2; } }", Analyzed.Parse, "lib.cs"));
        var user = Compile(
            """
            [PaxosGen.ReplicatedStateMachine]
            public partial class M { private long _x; private Lib.I _i = new Lib.C(); [PaxosGen.Command(1)] public long Do() => _x = Lib.Clock.Now() + _i.M() + new Lib.C().F; }
            """).AddReferences(library.ToMetadataReference());
        var found = await Analyzed.AnalyzeAsync(user);
        Assert.All(found, static d => Assert.Equal("0.cs", d.Location.SourceTree!.FilePath));
    }

    [Fact]
    public async Task Deep_code_needs_no_stack()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("n", 3000));
        var chain = string.Concat(Enumerable.Range(0, 3000).Select(static i => $"private static long M{i}(long n) => M{i + 1}(n);\n"));
        var source = $$"""
            [PaxosGen.ReplicatedStateMachine]
            public partial class M
            {
                private long _x;
                [PaxosGen.Command(1)] public long Do(long n) => _x = M0({{sum}});
                {{chain}}
                private static long M3000(long n) => System.DateTime.UtcNow.Ticks;
            }
            """;
        Assert.Contains(await Analyzed.AnalyzeAsync(Compile(source)), static d => d.Id == "PXG1001");
    }

    /// <summary>Nobody mends generated code; the call of it is what the user has written.</summary>
    [Theory]
    [InlineData("Made.g.cs", "")]
    [InlineData("Made.cs", "// <auto-generated/>")]
    public async Task What_is_in_generated_code_is_reported_at_the_call(string path, string comment)
    {
        var found = await Analyzed.AnalyzeAsync(Analyzed.Empty.AddSyntaxTrees(
            CSharpSyntaxTree.ParseText($"{comment}\nnamespace Made {{ public static class Clock {{ public static long Now() => Read(); static long Read() => System.DateTime.UtcNow.Ticks; }} }}", Analyzed.Parse, path),
            CSharpSyntaxTree.ParseText("[PaxosGen.ReplicatedStateMachine] public partial class M { private long _x; [PaxosGen.Command(1)] public void Do() => _x = Made.Clock.Now(); }", Analyzed.Parse, "M.cs")));
        var diagnostic = Assert.Single(found);
        Assert.Equal(("PXG1001", "M.cs"), (diagnostic.Id, diagnostic.Location.SourceTree!.FilePath));
        Assert.Equal("Made.Clock.Now()", diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public async Task Without_a_state_machine_nothing_is_said()
        => Assert.Empty(await Analyzed.AnalyzeAsync(Compile("public class C { public long M() => System.DateTime.UtcNow.Ticks; }")));

    private static CSharpCompilation Compile(params string[] sources)
        => Analyzed.Empty.AddSyntaxTrees(sources.Select(static (text, i) => CSharpSyntaxTree.ParseText(text, Analyzed.Parse, $"{i}.cs", Encoding.UTF8)));
}
