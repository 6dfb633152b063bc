using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Analyzers;

namespace PaxosGen.Generators.Tests;

/// <summary>State machines and types as nobody expected them: they run, or are refused on the user's own line.</summary>
public sealed class OddUserTests
{
    private const string Usings = "using System; using System.Collections.Generic; using System.Linq; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using PaxosGen;\n";

    [Fact]
    public async Task Comments_on_the_context_go_and_those_beside_them_stay()
    {
        var project = Compiled.From(Usings +
            """
            [ReplicatedStateMachine]
            public sealed partial class Counter
            {
                private int _count;

                /// <summary>Adds.</summary>
                /// <param name="context">Over
                /// two lines.</param><param name="by">So many.</param>
                [Command(1)] public int Add(int by, CommandContext context) => _count += by + context.Version;

                /// <param name="context">
                ///   The <see cref="CommandContext"/>.
                /// </param>
                /// <returns>The count.</returns>
                [Query(2)] public int Count(CommandContext context) => _count + context.Version;

                /// <param name='context' />
                [Query(3)] public int Twice(CommandContext context) => 2 * _count + context.Version;
            }
            """);
        Assert.Empty(await project.DiagnosticsAsync());
        var client = project.Generated("CounterClient.g.cs");
        Assert.Contains("/// <param name=\"by\">So many.</param>\n", client, StringComparison.Ordinal);
        Assert.Contains("/// <returns>The count.</returns>\n", client, StringComparison.Ordinal);
        Assert.DoesNotContain("context", client, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_between_stars_are_carried_over()
    {
        var project = Compiled.From(Usings +
            """
            [ReplicatedStateMachine]
            public sealed partial class Counter
            {
                private int _count;

                /** <summary>Adds one.</summary> */
                [Command(1)] public int One() => ++_count;

                /**
                 * <summary>
                 *   Adds <paramref name="by"/>.
                 *
                 *   No less than one.
                 * </summary>
                 * <param name="by">So many.</param>
                 * <param name="context">When.</param>
                 */
                [Command(2)] public int Add(int by, CommandContext context) => _count += by + context.Version;

                /** <summary>
                    Without stars,
                    * but for this one.
                    </summary> */
                [Query(3)] public int Count() => _count;

                /*** No documentation. ***/ /**/ /* Nor this. */
                [Query(4)] public int Twice() => 2 * _count;
            }
            """);
        Assert.Empty(await project.DiagnosticsAsync());
        var client = project.Generated("CounterClient.g.cs").Replace("    ", "", StringComparison.Ordinal);
        Assert.Contains("/// <summary>Adds one.</summary>\n", client, StringComparison.Ordinal);
        Assert.Contains("/// <summary>\n/// Adds <paramref name=\"by\"/>.\n///\n/// No less than one.\n/// </summary>\n/// <param name=\"by\">So many.</param>\n", client, StringComparison.Ordinal);
        Assert.Contains("/// <summary>\n/// Without stars,\n/// * but for this one.\n/// </summary>\n", client, StringComparison.Ordinal);
        Assert.DoesNotContain("When.", client, StringComparison.Ordinal);
        Assert.DoesNotContain("No documentation", client, StringComparison.Ordinal);
        Assert.DoesNotContain("Nor this", client, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public sealed class @var { public int A; }", "")]
    [InlineData("", "public sealed class @var { public int A; }")]
    [InlineData("public partial class Outer<@var> {", "", "}")]
    public async Task A_type_that_takes_the_place_of_var_is_refused_on_its_line(string before, string within, string after = "")
    {
        var project = Compiled.From(Usings + "\n#pragma warning disable CS8981, CS0649\n" +
            $$"""
            {{before}}
            [ReplicatedStateMachine] public sealed partial class Machine { {{within}} private int _a; [Command(1)] public int Put(int a) => _a = a; }
            {{after}}
            """);
        var diagnostic = Assert.Single(await project.DiagnosticsAsync(), static d => d.Id == "PXG0010");
        Assert.Contains("rename the type", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains("var", diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_and_members_with_the_names_of_words_that_depend_on_their_place_run()
    {
        string[] words = ["var", "record", "field", "required", "file", "scoped", "async", "dynamic", "nint", "notnull", "unmanaged", "when", "where", "value", "get", "init", "yield", "global", "extension", "allows", "managed", "and", "not", "class", "int", "base", "this", "null", "default", "ref", "event"];
        var types = string.Concat(words.Select(static w => $"public sealed class @{w} {{ public int A; }} public enum @{w}2 {{ @{w} }}\n"));
        var handlers = string.Concat(words.Select(static (w, i) => $"private N.@{w}? _{i}; public N.@{w}2 @{w} {{ get; set; }} [Command({i + 1})] public N.@{w}? P{i}(N.@{w}? @{w}, N.@{w}2 two = N.@{w}2.@{w}) {{ this.@{w} = two; return _{i} = @{w}; }}\n"));
        var calls = string.Concat(words.Select(static (w, i) => $"sum += client.P{i}Async(new N.@{w} {{ A = 1 }}).AsTask().Result!.A;\n"));
        Assert.Equal($"{words.Length}", await Compiled.From(
            Sources.Loop,
            $"#pragma warning disable CS8981\nnamespace N {{ {types} }}",
            Usings + $"[ReplicatedStateMachine] public sealed partial class Machine {{ {handlers} }}",
            $$"""
            public static class Program
            {
                public static string Run()
                {
                    var machine = Loop.New<Machine>();
                    var client = MachineClient.Create(new Loop(machine));
                    var sum = 0;
                    {{calls}}
                    Loop.Copy(machine);
                    return sum.ToString();
                }
            }
            """).RunAsync());
    }

    [Fact]
    public async Task What_is_wrong_with_a_type_of_two_machines_is_said_once_each_time_that_somebody_asks()
    {
        var project = Compiled.From(
            Usings + "public sealed record Shared(Action Callback);\n",
            Usings + "[ReplicatedStateMachine] public sealed partial class One { [Command(1)] public void Put(Shared it) { } private object? _own; }",
            Usings + "[ReplicatedStateMachine] public sealed partial class Two { [Command(1)] public void Put(Shared it) { } private object? _own; }");
        for (var i = 0; i < 2; i++)
        {
            var places = (await project.DiagnosticsAsync()).Where(static d => d.Id == "PXG0007").Select(static d => d.Location.SourceTree!.FilePath).Order(StringComparer.Ordinal);
            Assert.Equal(["File0.cs", "File1.cs", "File2.cs"], places);
        }

        var analysis = project.Output.WithAnalyzers([new UsageAnalyzer()]);
        foreach (var file in project.Input.SyntaxTrees.Skip(1).Append(project.Input.SyntaxTrees[1]))
        {
            var own = await analysis.GetAnalyzerSemanticDiagnosticsAsync(project.Output.GetSemanticModel(file), filterSpan: null, CancellationToken.None);
            Assert.Single(own, d => d.Id == "PXG0007" && d.Location.SourceTree == file);
        }

        Assert.Equal(3, (await analysis.GetAnalyzerDiagnosticsAsync()).Count(static d => d.Id == "PXG0007"));
    }

    [Theory]
    [InlineData("Four", "it is an inline array")]
    [InlineData("List<Four?>", "it is an inline array")]
    [InlineData("Bits", "its fields overlap")]
    [InlineData("Halves", "its fields overlap")]
    [InlineData("object", "if it is there for lock statements, leave it out")]
    public async Task Types_whose_fields_are_not_their_value_are_refused(string type, string why)
    {
        var project = Compiled.From(Usings +
            $$"""
            #pragma warning disable CS0169, CS0414
            [InlineArray(4)] public struct Four { private int _first; }
            [StructLayout(LayoutKind.Explicit)] public struct Bits { [FieldOffset(0)] public int Whole; [FieldOffset(0)] public float Number; }
            [StructLayout(LayoutKind.Explicit)] public struct Halves { [FieldOffset(0)] public long Whole; [FieldOffset(4)] public Kind Upper; }
            public enum Kind { None }

            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private {{type}} _it = default!;
            }
            """);
        var diagnostic = Assert.Single(await project.DiagnosticsAsync());
        Assert.Equal("PXG0007", diagnostic.Id);
        Assert.Contains(why, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_only_the_compiler_reserves_are_names()
        => Assert.Equal("3 7 9", await Compiled.From(
            Usings,
            Sources.Loop,
            """
            using System.Collections.Generic;
            using System.Runtime.InteropServices;
            using PaxosGen;

            public sealed class @await { public int A; }
            public sealed class @partial { public List<@partial?>? Kids; public int A; }
            [StructLayout(LayoutKind.Explicit)] public struct Apart { [FieldOffset(4)] public int B; [FieldOffset(0)] public float A; }

            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private @await? _a;
                private @partial _b = new();
                private Apart _c;
                [Command(1)] public @await? Put(@await? await, @partial partial, Apart c) { (_a, _b, _c) = (await, partial, c); return await; }
                [Query(2)] public string Text() => $"{_a?.A} {_b.Kids?[0]?.A} {_c.B}";
            }

            public static class Program
            {
                public static string Run()
                {
                    var machine = Loop.New<Machine>();
                    MachineClient.Create(new Loop(machine)).PutAsync(new @await { A = 3 }, new @partial { Kids = [new @partial { A = 7 }] }, new Apart { B = 9 }).AsTask().Wait();
                    return Loop.Copy(machine).Text();
                }
            }
            """).RunAsync());

    [Fact]
    public async Task Attributes_out_of_place_say_where_they_belong()
    {
        var diagnostics = await Compiled.From(Usings +
            """
            public interface IBank { [Command(1)] int Deposit(int amount); int Withdraw(int amount); }
            public abstract class Base { [Command(1)] public virtual void Audit() { } }
            public struct Value { [Query(1)] public int Get() => 1; }

            [ReplicatedStateMachine]
            public sealed partial class Bank : Base, IBank
            {
                [Command(1)] public int Deposit(int amount) => amount;
                [Command(2)] int IBank.Withdraw(int amount) => amount;
            }
            """).DiagnosticsAsync();
        Assert.Equal(
            """
            PXG0006 'IBank.Withdraw' cannot be a command or query: it implements an interface explicitly; make it a method of the class, without the interface's name
            PXG0015 'Audit' has no effect as a command or query: override it in a class with [ReplicatedStateMachine] and put the attribute there, as 'Base' is abstract
            PXG0015 'Deposit' has no effect as a command or query: put the attribute on the method that implements it in a class with [ReplicatedStateMachine], as 'IBank' is an interface
            PXG0015 'Get' has no effect as a command or query: move it to a class with [ReplicatedStateMachine], which 'Value' cannot be
            """,
            string.Join("\n", diagnostics.Select(static d => $"{d.Id} {d.GetMessage(CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Base_classes_of_one_name_keep_their_fields_apart_in_the_file()
    {
        var project = Compiled.From(Usings +
            """
            namespace Old { public class Base { private int _count = 1; public int Older() => _count++; } }
            namespace New { public class Base : Old.Base { private int _count = 2; public int Newer() => _count++; } }

            [ReplicatedStateMachine]
            public sealed partial class Machine : New.Base
            {
                private int _count = 3;
                [Command(1)] public int Add() => Older() + Newer() + _count++;
            }
            """);
        var file = project.Locking().Generated("PaxosGen.schema.g.cs")[2..].Replace("\n//", "\n", StringComparison.Ordinal);
        Assert.Contains("  state 1 Old.Base._count: int\n  state 2 New.Base._count: int\n  state 3 _count: int\n", file, StringComparison.Ordinal);
        Assert.Empty(await project.WithSchema(file).DiagnosticsAsync());
    }

    [Fact]
    public async Task A_schema_file_without_a_line_gives_no_tags_to_fields_in_several_files()
    {
        var project = Compiled.From(
            "using PaxosGen; [ReplicatedStateMachine] public sealed partial class Machine { private int _a; [Command(1)] public int A() => _a++; }",
            "public sealed partial class Machine { private int _b; public int B() => _b++; }").WithSchema("format 1\n");
        Assert.Equal(["PXG0009", "PXG0009"], (await project.DiagnosticsAsync()).Select(static d => d.Id));
    }

    [Theory]
    [InlineData("class", "record struct", "it was a class and is a struct")]
    [InlineData("readonly struct", "record", "it was a struct and is a class")]
    [InlineData("class", "record", "")]
    [InlineData("struct", "readonly record struct", "")]
    public async Task A_class_that_becomes_a_struct_has_other_bytes(string before, string after, string why)
    {
        static Compiled Project(string kind) => Compiled.From(
            "using System.Collections.Generic; using PaxosGen; [ReplicatedStateMachine] public sealed partial class Machine { private List<P?> _all = []; [Command(1)] public void Add(P it) => _all.Add(it); }\n"
            + $"public {kind} P {{ public int X {{ get; init; }} }}");
        var file = Project(before).Locking().Generated("PaxosGen.schema.g.cs")[2..].Replace("\n//", "\n", StringComparison.Ordinal);
        Assert.Empty(await Project(before).WithSchema(file).DiagnosticsAsync());
        var diagnostics = (await Project(after).WithSchema(file).DiagnosticsAsync()).Where(static d => d.GetMessage(CultureInfo.InvariantCulture).StartsWith("'P'", StringComparison.Ordinal));
        Assert.Equal(why.Length > 0 ? ["PXG2001"] : [], diagnostics.Select(static d => d.Id));
        Assert.All(diagnostics, d => Assert.Contains(why, d.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_the_highest_id_a_lower_one_is_free()
    {
        var diagnostics = await Compiled.From(
            "using PaxosGen; [ReplicatedStateMachine] public sealed partial class Machine { [Command(1)] public void A() { } [Command(int.MaxValue)] public void B() { } [Query(1)] public int C() => 1; }").DiagnosticsAsync();
        Assert.Equal("'C' has the id 1 of 'A': give it 2, which is free", Assert.Single(diagnostics).GetMessage(CultureInfo.InvariantCulture));
    }
}
