using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Benchmarks;

/// <summary>
/// What the determinism analyzer takes for a state machine that reaches 1, 2 and 4 times as much code, from 1 and from 20
/// commands that each reach all of it; and beside it what the compiler takes to emit the same project. Most of it is
/// binding, which other analyzers need, too: how much more it is beside one of them is told last.
/// </summary>
internal static class AnalyzerTiming
{
    private const int Repeats = 5;
    private const int Classes = 10;

    public static int Run()
    {
        Measure(1, 1); // Code is compiled.
        var one = Measure(1, 20);
        Line("code x1, 20 commands", one, one);
        Line("code x2, 20 commands", Measure(2, 20), one);
        Line("code x4, 20 commands", Measure(4, 20), one);
        Line("code x1,  1 command", Measure(1, 1), one);
        Console.WriteLine($"code x1, 20 commands: another analyzer alone {Text(one.Other)} ms, with the determinism analyzer {Text(one.Both)} ms");
        return 0;
    }

    private sealed record Times(List<double> Analysis, List<double> Emit, List<double> Other, List<double> Both);

    private static Times Measure(int size, int roots)
    {
        var times = new Times([], [], [], []);
        for (var i = 0; i < Repeats; i++)
        {
            times.Analysis.Add(TimeOf(Analyze, size, roots, new DeterminismAnalyzer()));
            times.Emit.Add(TimeOf(static (compilation, _) => compilation.Emit(Stream.Null), size, roots));
            if (size == 1 && roots > 1)
            {
                times.Other.Add(TimeOf(Analyze, size, roots, new OtherAnalyzer()));
                times.Both.Add(TimeOf(Analyze, size, roots, new OtherAnalyzer(), new DeterminismAnalyzer()));
            }
        }

        return times;
    }

    private static void Analyze(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var found = compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        if (found.Count(static d => d.Id == "PXG1001") != analyzers.Count(static a => a is DeterminismAnalyzer) || found.Any(static d => d.Id == "AD0001"))
        {
            throw new InvalidOperationException($"The one planted fault is not what was found: {string.Join("\n", found)}");
        }
    }

    /// <summary>What it takes for a new compilation, whose references are read.</summary>
    private static double TimeOf(Action<CSharpCompilation, ImmutableArray<DiagnosticAnalyzer>> run, int size, int roots, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var compilation = Project(size, roots);
        compilation.GetDeclarationDiagnostics();
        var start = Environment.CpuUsage.TotalTime;
        run(compilation, analyzers);
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(Repeats / 2);

    /// <summary>The median, the least and the most.</summary>
    private static string Text(List<double> times) => string.Create(CultureInfo.InvariantCulture, $"{Median(times):F0} ({times.Min():F0} to {times.Max():F0})");

    private static void Line(string name, Times times, Times one)
        => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: analysis {Text(times.Analysis)} ms, {Median(times.Analysis) / Median(one.Analysis):F2} of the first; compiling without parsing {Text(times.Emit)} ms"));

    private static CSharpCompilation Project(int size, int roots)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var n && n.StartsWith("System.", StringComparison.Ordinal) && p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Append(typeof(CanonicalWriter).Assembly.Location)
            .Select(static p => MetadataReference.CreateFromFile(p));
        var trees = Enumerable.Range(0, Classes * size).Select(i => CSharpSyntaxTree.ParseText(ClassSource(i, Classes * size), path: $"Part{i}.cs"))
            .Append(CSharpSyntaxTree.ParseText(MachineSource(roots), path: "Machine.cs"));
        return CSharpCompilation.Create("Project", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>A class of 25 methods of some 60 operations; the last method calls the first of the next class, and the last class reads the clock.</summary>
    private static string ClassSource(int number, int count)
    {
        var source = new StringBuilder();
        source.Append(CultureInfo.InvariantCulture, $"using System;\nusing System.Collections.Generic;\nusing System.Linq;\nnamespace Parts;\npublic sealed class Part{number}\n{{\n    private readonly Dictionary<string, long> _by = new(StringComparer.Ordinal);\n    private readonly List<long> _all = [];\n");
        for (var i = 0; i < 25; i++)
        {
            var next = i < 24 ? $"M{i + 1}(n)" : number + 1 < count ? $"new Part{number + 1}().M0(n)" : "DateTime.UtcNow.Ticks";
            source.Append(CultureInfo.InvariantCulture, $$"""

                    public long M{{i}}(long n)
                    {
                        var sum = 0L;
                        foreach (var (key, value) in _by.OrderBy(static p => p.Key, StringComparer.Ordinal))
                        {
                            if (value > n && key.Length > {{i}})
                            {
                                sum += value * 3 - n;
                            }
                        }

                        _all.Add(sum);
                        _by[$"k{sum % 7}"] = sum;
                        return _all.Where(v => v > n).Select(v => v + 1).Sum() + {{next}};
                    }

                """);
        }

        return source.Append("}\n").ToString();
    }

    private static string MachineSource(int roots)
        => "using PaxosGen;\nusing Parts;\n[ReplicatedStateMachine]\npublic sealed partial class Machine\n{\n    private long _x;\n"
            + string.Concat(Enumerable.Range(1, roots).Select(static i => $"    [Command({i})] public long Do{i}(long n) => _x = new Part0().M0(n);\n"))
            + "}\n";

    /// <summary>Looks at operations, as most analyzers do, and so makes the driver bind all code.</summary>
#pragma warning disable RS1001, RS1036 // Not loaded by a compiler.
    private sealed class OtherAnalyzer : DiagnosticAnalyzer
#pragma warning restore RS1001, RS1036
    {
        private static readonly DiagnosticDescriptor Rule = new("OTHER", "Other", "Other", "Other", DiagnosticSeverity.Warning, isEnabledByDefault: true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterOperationAction(static _ => { }, OperationKind.Invocation);
        }
    }
}
