using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers.Determinism;

namespace PaxosGen.Benchmarks;

/// <summary>
/// What the determinism analyzer takes for a state machine that reaches 1, 2 and 4 times as much code, from 1 and from 20
/// commands that each reach all of it; and beside it what the compiler takes to emit the same project.
/// </summary>
internal static class AnalyzerTiming
{
    private const int Repeats = 7;

    public static int Run()
    {
        Measure(1, 1); // Code is compiled.
        var one = Measure(1, 20);
        Line("code x1, 20 commands", one, one);
        Line("code x2, 20 commands", Measure(2, 20), one);
        Line("code x4, 20 commands", Measure(4, 20), one);
        Line("code x1,  1 command", Measure(1, 1), one);
        return 0;
    }

    private static (double Analysis, double Emit) Measure(int size, int roots)
    {
        var analysis = new List<double>();
        var emit = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            // Symbols are bound anew in each compilation. Emitting binds all code, the analysis what is reached.
            var compilation = Project(size, roots);
            compilation.GetDiagnostics();
            analysis.Add(TimeOf(() => Analyze(compilation)));
            var again = Project(size, roots);
            emit.Add(TimeOf(() => again.Emit(Stream.Null)));
        }

        analysis.Sort();
        emit.Sort();
        return (analysis[Repeats / 2], emit[Repeats / 2]);
    }

    private static void Analyze(CSharpCompilation compilation)
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var found = compilation.WithAnalyzers([new DeterminismAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        if (found.Count(static d => d.Id == "PXG1001") != 1)
        {
            throw new InvalidOperationException($"The one planted fault is not what was found: {string.Join("\n", found)}");
        }
    }

    private static double TimeOf(Action run)
    {
        var start = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }

    private static void Line(string name, (double Analysis, double Emit) measured, (double Analysis, double Emit) one)
        => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: analysis {measured.Analysis,7:F0} ms, {measured.Analysis / one.Analysis:F2} of the first; {measured.Analysis / measured.Emit:P0} of compiling (parsing aside), which took {measured.Emit:F0} ms"));

    private static CSharpCompilation Project(int size, int roots)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var n && n.StartsWith("System.", StringComparison.Ordinal) && p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Append(typeof(CanonicalWriter).Assembly.Location)
            .Select(static p => MetadataReference.CreateFromFile(p));
        var trees = Enumerable.Range(0, 40 * size).Select(i => CSharpSyntaxTree.ParseText(ClassSource(i, 40 * size), path: $"Part{i}.cs"))
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
}
