using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PaxosGen.Generators;

namespace PaxosGen.Benchmarks;

/// <summary>
/// What the generator takes for a project with 50 state machines of 20 commands: cold, after an edit elsewhere, and after
/// one that changes a command. Also writes that project, to be built with <c>-p:ReportAnalyzer=true</c>.
/// </summary>
internal static class GeneratorTiming
{
    private const int Machines = 50;
    private const int Commands = 20;
    private const int Repeats = 15;

    public static int Run(string[] arguments)
    {
        if (arguments is ["--write", var folder])
        {
            Directory.CreateDirectory(folder);
            for (var i = 0; i < Machines; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"Machine{i}.cs"), MachineSource(i));
            }

            return 0;
        }

        var first = Project();
        var clock = Stopwatch.StartNew();
        var driver = Driver().RunGenerators(first);
        Report("first run in this process, code not compiled yet", [OwnTime(driver)], clock.Elapsed);
        var cold = new List<TimeSpan>();
        var elsewhere = new List<TimeSpan>();
        var body = new List<TimeSpan>();
        var command = new List<TimeSpan>();
        for (var i = 0; i < Repeats; i++)
        {
            // Symbols are bound anew in each compilation, so the models of all machines are made again.
            cold.Add(OwnTime(Driver().RunGenerators(Project())));
            elsewhere.Add(TimeOfEdit(driver, first, Machines, $"class Elsewhere {{ int Edit{i}; }}"));
            body.Add(TimeOfEdit(driver, first, 0, MachineSource(0).Replace("=> _total", $"=> {i} + _total", StringComparison.Ordinal)));
            command.Add(TimeOfEdit(driver, first, 0, MachineSource(0).Replace("Command0", $"Renamed{i}", StringComparison.Ordinal)));
        }

        Report("cold, compiled code", cold);
        Report("after an edit in a file without a state machine", elsewhere);
        Report("after an edit in a method's body of a state machine's file", body);
        Report("after a command was renamed", command);
        return 0;
    }

    private static TimeSpan TimeOfEdit(GeneratorDriver driver, CSharpCompilation before, int file, string text)
    {
        var tree = before.SyntaxTrees[file];
        var edited = before.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, path: tree.FilePath));

        // What the editor has bound for other reasons is not the generator's time.
        return OwnTime(driver.RunGenerators(edited));
    }

    private static TimeSpan OwnTime(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes.Single().ElapsedTime;

    private static void Report(string name, List<TimeSpan> times, TimeSpan? wall = null)
    {
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-60} median {times[times.Count / 2].TotalMilliseconds,8:F1} ms, from {times[0].TotalMilliseconds:F1} to {times[^1].TotalMilliseconds:F1}{(wall is { } w ? $"; {w.TotalMilliseconds:F1} by the clock" : "")}"));
    }

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(new StateMachineGenerator());

    private static CSharpCompilation Project()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var n && n.StartsWith("System.", StringComparison.Ordinal) && p.Contains("Microsoft.NETCore.App", StringComparison.Ordinal))
            .Append(typeof(CanonicalWriter).Assembly.Location)
            .Select(static p => MetadataReference.CreateFromFile(p));
        var trees = Enumerable.Range(0, Machines).Select(static i => CSharpSyntaxTree.ParseText(MachineSource(i), path: $"Machine{i}.cs"))
            .Append(CSharpSyntaxTree.ParseText("class Elsewhere { }", path: "Elsewhere.cs"));
        return CSharpCompilation.Create("Fifty", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    private static string MachineSource(int machine)
    {
        var source = new StringBuilder();
        source.Append(CultureInfo.InvariantCulture, $$"""
            using System;
            using System.Collections.Generic;
            using PaxosGen;

            namespace Fifty.Area{{machine}};

            /// <summary>What a command answers.</summary>
            public sealed record Answer{{machine}}(string Name, bool Approved, decimal Before, decimal After, List<Line{{machine}}> Lines);

            public sealed record Line{{machine}}(string Article, int Count, Guid Id, DateTimeOffset At);

            /// <summary>A state machine of many.</summary>
            [ReplicatedStateMachine]
            public sealed partial class Machine{{machine}}
            {
                private readonly SortedDictionary<string, decimal> _balances = new(StringComparer.Ordinal);
                private readonly Dictionary<long, List<Line{{machine}}>> _lines = new();
                private long _total;

            """);
        for (var i = 0; i < Commands; i++)
        {
            source.Append(CultureInfo.InvariantCulture, $$"""

                    /// <summary>Does something that can be undone.</summary>
                    /// <param name="name">To what.</param>
                    /// <param name="amount">How much of it.</param>
                    /// <param name="id">Of the order.</param>
                    [Command({{i + 1}})]
                    public Answer{{machine}}? Command{{i}}(string name, long amount, Guid id, List<Line{{machine}}>? lines = null) => _total++ == amount ? null : new(name, id == default, _balances.Count, amount, lines ?? []);

                """);
        }

        return source.Append(CultureInfo.InvariantCulture, $$"""

                /// <summary>How much there is.</summary>
                [Query({{Commands + 1}})]
                public long Total() => _total;
            }
            """).ToString();
    }
}
