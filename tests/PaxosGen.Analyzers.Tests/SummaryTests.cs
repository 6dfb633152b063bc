using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators;

namespace PaxosGen.Analyzers.Tests;

/// <summary>What a library does is known where it is called, although only its metadata are there.</summary>
public sealed class SummaryTests
{
    private const string Library =
        """
        namespace Lib;
        public static class Clock
        {
            public static long Now() => Read();
            private static long Read() => System.DateTime.UtcNow.Ticks;
            public static long Pure(long n) => n + 1;
            public static long Property => Now();
            [PaxosGen.Deterministic("for tests")] public static long Vouched() => Now();
        }
        public interface IClock { long M(); }
        public sealed class System2 : IClock { public long M() => Clock.Now(); public long F = 3; }
        public sealed class Stamped { public long At = Clock.Now(); }
        public sealed class Pure : System.IComparable<Pure> { public long At = 3; public int CompareTo(Pure? other) => 0; }
        public abstract class Template { public long Run() => Step(); protected abstract long Step(); }
        public sealed class Filled : Template { protected override long Step() => Clock.Property; }
        public static class Generic<T> { public static long M<U>(T t, U u) => Clock.Now(); }
        internal static class Hidden { public static long M() => Clock.Now(); }
        """;

    private const string User =
        """
        [PaxosGen.ReplicatedStateMachine]
        public partial class M
        {
            private long _x;
            [PaxosGen.Command(1)] public void A() => _x = Lib.Clock.Now(); // PXG1001
            [PaxosGen.Command(2)] public void B() => _x = Lib.Clock.Pure(3);
            [PaxosGen.Command(3)] public void C() => _x = Lib.Clock.Property; // PXG1001
            [PaxosGen.Command(4)] public void D() => _x = Lib.Clock.Vouched();
            [PaxosGen.Command(5)] public void E() => _x = new Lib.Stamped().At; // PXG1001
            [PaxosGen.Command(6)] public void F() => _x = new Lib.Pure().At;
            [PaxosGen.Command(7)] public void G() => _x = new Lib.System2().M(); // PXG1001
            [PaxosGen.Command(8)] public void H() => _x = new Lib.Filled().Run(); // PXG1001
            [PaxosGen.Command(9)] public void I() => _x = Lib.Generic<int>.M("a", 2); // PXG1001
        }
        """;

    [Fact]
    public async Task A_library_that_PaxosGen_has_seen_tells_of_itself()
    {
        var text = Generated(Compile("Library", Library));
        Assert.Contains("[assembly: global::PaxosGen.DeterminismSummary]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hidden", text, StringComparison.Ordinal);
        var reference = Emit(Compile("Library", Library, text));
        var analyzed = await Analyzed.FromAsync(Analyzed.Empty.AddReferences(reference), [], [("File0.cs", User.Replace("Lib.Generic<int>.M(\"a\", 2)", "Lib.Generic<string>.M(\"a\", 2)", StringComparison.Ordinal))]);
        analyzed.Expect();
        Assert.Contains(analyzed.Diagnostics, static d => d.GetMessage(CultureInfo.InvariantCulture).Contains("in Library it reaches Read → ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_another_library_nothing_is_known()
    {
        var reference = Emit(Compile("Library", Library));
        var analyzed = await Analyzed.FromAsync(
            Analyzed.Empty.AddReferences(reference),
            [],
            [("File0.cs", "[PaxosGen.ReplicatedStateMachine] public partial class M { private long _x; [PaxosGen.Command(1)] public void A() => _x = Lib.Clock.Pure(3); } // PXG1021")]);
        analyzed.Expect();
    }

    [Fact]
    public void Nothing_is_written_unless_the_project_asks()
        => Assert.DoesNotContain(Run(Compile("Library", Library), asks: false), static t => t.FilePath.EndsWith("PaxosGen.Determinism.g.cs", StringComparison.Ordinal));

    private static CSharpCompilation Compile(string name, params string[] sources)
        => Analyzed.Empty.WithAssemblyName(name).AddSyntaxTrees(sources.Select(static s => CSharpSyntaxTree.ParseText(s, Analyzed.Parse)));

    private static PortableExecutableReference Emit(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    private static string Generated(CSharpCompilation compilation)
        => Run(compilation, asks: true).Single(static t => t.FilePath.EndsWith("PaxosGen.Determinism.g.cs", StringComparison.Ordinal)).ToString();

    private static ImmutableArray<SyntaxTree> Run(CSharpCompilation compilation, bool asks)
        => CSharpGeneratorDriver.Create([new StateMachineGenerator().AsSourceGenerator()], parseOptions: Analyzed.Parse, optionsProvider: new Options(asks))
            .RunGenerators(compilation).GetRunResult().GeneratedTrees;

    private sealed class Options(bool asks) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(asks);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Global(bool asks) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
                => (value = asks && key == "build_property.PaxosGenDeterminismSummary" ? "true" : null) is not null;
        }
    }
}
