using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Generators.Tests;

/// <summary>
/// State machines as people declare them: each compiles without a warning, generated code included, takes a command,
/// and is the same after a snapshot.
/// </summary>
public sealed class DeclarationTests
{
    private const string Members =
        "private int _total; [PaxosGen.Command(1)] public int Add(int by) => _total += by; [PaxosGen.Query(2)] public int Total() => _total;";

    public static TheoryData<string, string> Places => new()
    {
        { "Machine", "[PaxosGen.ReplicatedStateMachine] partial class Machine { Members }" },
        { "Machine", "[PaxosGen.ReplicatedStateMachine] public sealed partial record Machine { Members }" },
        { "A.B.Machine", "namespace A.B; [PaxosGen.ReplicatedStateMachine] public sealed partial class Machine { Members }" },
        { "A.B.Machine", "namespace A { namespace B { [PaxosGen.ReplicatedStateMachine] internal partial class Machine { Members } } }" },
        { "@namespace.@class.@if", "namespace @namespace.@class; [PaxosGen.ReplicatedStateMachine] public partial class @if { Members }" },
        { "Größe.Überweisung数", "namespace Größe; [PaxosGen.ReplicatedStateMachine] public partial class Überweisung数 { private int ñ_値; [PaxosGen.Command(1)] public int Add(int by) => ñ_値 += by; [PaxosGen.Query(2)] public int Total() => ñ_値; }" },
        { "A.Machine", "static partial class A { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } }" },
        { "A.Machine", "public partial struct A { [PaxosGen.ReplicatedStateMachine] internal partial class Machine { Members } }" },
        { "A.Machine", "public partial record struct A(int X) { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } }" },
        { "A.B.Machine", "public partial interface A { public partial record B { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } } }" },
        { "A<string>.Machine", "public partial class A<T> { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } }" },
        { "A<string>.B.Machine", "public partial class A<@class> where @class : class { public partial class B { [PaxosGen.ReplicatedStateMachine] public sealed partial class Machine { Members } } }" },
        { "N.A<int, string>.B<long>.Machine", "namespace N; public partial struct A<T, U> where T : struct where U : class? { internal partial record B<V> where V : unmanaged { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } } }" },
        { "A<string>.Machine", "public partial interface A<T> { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } } public partial class A { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members } }" },
        { "A<string>.Machine", "public partial class A<Codecs> { [PaxosGen.ReplicatedStateMachine] public partial class Machine { Members public Codecs? Same(Codecs? x) => x; } }" },
        { "Machine", "public interface IAdd { int Add(int by); } public abstract class Base<T> : IAdd { private T? _last; protected internal T? Last { get => _last; set => _last = value; } public abstract int Add(int by); } [PaxosGen.ReplicatedStateMachine] public partial class Machine : Base<string> { private int _total; [PaxosGen.Command(1)] public override int Add(int by) { Last = \"x\"; return _total += by; } [PaxosGen.Query(2)] public int Total() => Last == \"x\" ? _total : -1; }" },
        { "Machine", "[PaxosGen.ReplicatedStateMachine] public sealed partial record Machine(int Start) { public static Machine Create() => new(0); Members }" },
        { "Machine", "[PaxosGen.ReplicatedStateMachine] public sealed partial class Machine(int start) { private int _start = start; public static Machine Create() => new(1) { Name = \"x\" }; public required string Name { get; init; } public int Twice => 2 * _start; Members }" },
        { "Machine", "[PaxosGen.ReplicatedStateMachine] public sealed partial class Machine { private int _total { get; set; } [PaxosGen.Command(1)] public partial int Add(int by); [PaxosGen.Query(2)] public int Total() => _total; } public partial class Machine { public partial int Add(int by) => _total += by; }" },
        { "Demo.Machine", "namespace Demo { class Codecs { public const int One = 1; } class Fields { public const int Two = 2; } [PaxosGen.ReplicatedStateMachine] partial class Machine { private int _total { get; } = Codecs.One - 1; private int _sum; [PaxosGen.Command(1)] public int Add(int by) => _sum += by * Codecs.One * (Fields.Two / 2); [PaxosGen.Query(2)] public int Total() => _sum + _total; } }" },
        { "Machine", "using static Names; static class Names { public static int Codecs() => 1; public static readonly int Fields = 1; } [PaxosGen.ReplicatedStateMachine] partial class Machine { private int _total; private int Zero { get; } [PaxosGen.Command(1)] public int Add(int by) => _total += by * Codecs() * Fields; [PaxosGen.Query(2)] public int Total() => _total + Zero; }" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_machine_anywhere_runs(string name, string source) => Assert.Equal("5", await RunAsync(name, source));

    [Theory]
    [InlineData("class String { } class Task { } class ValueTask { } class Guid { } class Console { } class Exception { } class List { } class ReadOnlySpan { } class Unsafe { } class Object { } class Int32 { } class ArgumentNullException { } class CancellationToken { } class IAsyncDisposable { } class NotSupportedException { } class GeneratedCode { } class Obsolete { } class CommandContext { } class CanonicalReader { } class CanonicalWriter { } class Wire { } class IReplicatedStateMachine { } class StateMachineSchema { } class ReadConsistency { } class ICodec { }")]
    [InlineData("namespace Wire { class Codecs { } } namespace Collections { } namespace Threading { class Tasks { } }")]
    [InlineData("enum Record { Partial } struct Var { } interface Async { } delegate void Await();")]
    public async Task Types_in_the_global_namespace_with_names_of_others_are_in_no_way(string types)
        => Assert.Equal("5", await RunAsync("Machine", $"{types} [PaxosGen.ReplicatedStateMachine] partial class Machine {{ {Members} }}"));

    [Theory]
    [InlineData("class System { } class PaxosGen { } class Wire { } class String { } class Task { } class Guid { } class ValueTask { }")]
    [InlineData("namespace System { class String { } } namespace PaxosGen { class CommandContext { } namespace Wire { } }")]
    public async Task Types_in_the_machine_s_namespace_with_names_of_others_are_in_no_way(string types)
        => Assert.Equal("5", await RunAsync("My.Machine", $"namespace My {{ {types} [global::PaxosGen.ReplicatedStateMachine] partial class Machine {{ {Members.Replace("PaxosGen.", "global::PaxosGen.", StringComparison.Ordinal)} class Int32 {{ }} class Object {{ }} }} }}"));

    [Theory]
    [InlineData("System")]
    [InlineData("PaxosGen")]
    public async Task A_type_that_hides_the_namespace_itself_is_refused(string name)
    {
        var compiled = Compiled.From($"public class {name} {{ }}", $"namespace N {{ [Marker] partial class Machine {{ }} }}".Replace("Marker", "global::PaxosGen.ReplicatedStateMachine", StringComparison.Ordinal), "[global::PaxosGen.ReplicatedStateMachine] partial class Other { }");
        var diagnostics = await compiled.DiagnosticsAsync();
        Assert.DoesNotContain(diagnostics, static d => d.Id is "AD0001" or "CS8785");
        Assert.True(name == "PaxosGen" || diagnostics.Any(static d => d.Id == "PXG0010"), string.Join("\n", diagnostics));
    }

    [Fact]
    public async Task Handlers_parameters_and_state_with_the_names_of_generated_locals_and_members_run()
    {
        string[] names = ["reader", "writer", "context", "id", "answer", "command", "query", "snapshot", "client", "_client", "reply", "value", "Apply", "Query", "Save", "Load", "Create", "Schema", "Codecs", "Fields", "consistency", "cancellationToken", "key", "handle", "Client", "Status", "field", "var", "await", "nameof", "record", "dynamic", "_", "async", "yield", "required", "scoped", "file", "global", "notnull", "unmanaged"];
        var parameters = string.Join(", ", names.Select(static n => $"int @{n}"));
        var sum = string.Join(" + ", names.Select(static n => $"@{n}"));
        var fields = string.Concat(names.Select(static n => $"private int f_{n};")) + string.Concat(names.Select(static n => $"private int @{n};"));
        var handlers = string.Concat(names.Where(static n => n is not ("Codecs" or "Fields")).Select(static (n, i) => $"[PaxosGen.Command({i + 10})] public int @{n}(int @{n}, string {(n == "reader" ? "writer" : "reader")}, PaxosGen.CommandContext c) => @{n} + {(n == "reader" ? "writer" : "reader")}.Length;\n"));
        var calls = string.Concat(names.Where(static n => n is not ("Codecs" or "Fields")).Select(static n => $"sum += handlers.{n}Async(1, \"\").AsTask().Result;"));
        var stored = string.Concat(names.Select(static n => $"this.@{n} = @{n}; f_{n} = 1;"));
        var kept = string.Join(" + ", names.Select(static n => $"this.@{n} * f_{n}"));
        var result = await Compiled.From(
            Sources.Loop,
            $"[PaxosGen.ReplicatedStateMachine] partial class Handlers {{ {handlers} }}",
            $"[PaxosGen.ReplicatedStateMachine] partial class Machine {{ {fields} [PaxosGen.Command(1)] public int Add({parameters}) {{ {stored} return {sum}; }} [PaxosGen.Query(2)] public int Total({parameters}) => {kept} + {sum}; }}",
            $$"""
            public static class Program
            {
                public static string Run()
                {
                    var sum = 0;
                    var handlers = HandlersClient.Create(new Loop(Loop.New<Handlers>()));
                    {{calls}}
                    var machine = Loop.New<Machine>();
                    sum += MachineClient.Create(new Loop(machine)).AddAsync({{string.Join(", ", names.Select(static _ => "1"))}}).AsTask().Result;
                    return (sum + MachineClient.Create(new Loop(Loop.Copy(machine))).TotalAsync({{string.Join(", ", names.Select(static _ => "1"))}}).AsTask().Result).ToString();
                }
            }
            """).RunAsync();
        Assert.Equal(((4 * names.Length) - 2).ToString(System.Globalization.CultureInfo.InvariantCulture), result);
    }

    [Fact]
    public async Task Private_state_of_all_kinds_of_types_in_generic_types_runs()
        => Assert.Equal("5 7 x 3 y 4 z", await Compiled.From(
            Sources.Loop,
            """
            using System.Collections.Generic;
            using PaxosGen;

            namespace N;

            public sealed record Plain(string Name);
            public readonly struct Box<T>(T value) { private readonly T _value = value; public T Get() => _value; }

            public partial class Around
            {
                private sealed record Hidden<T>(T Value);

                public partial class Outer<T> where T : class, new()
                {
                    private sealed record Shared(int Number);

                    public partial class Mid<@int> where @int : struct
                    {
                        private record struct Pair<U>(U First) where U : notnull;

                        [ReplicatedStateMachine]
                        public sealed partial class Machine
                        {
                            public int Total { get; private set; }
                            public int Constant { get; } = 7;
                            private Plain? _plain;
                            private readonly List<Shared> _shared = [];
                            private Pair<string> _pair = new("");
                            private Box<int> _box;
                            private Hidden<string>? _hidden;
                            private Outer<object>.Shared? _other;
                            private Entry? _entry;

                            [Command(1)]
                            public int Add(int by)
                            {
                                _plain = new("x");
                                _shared.Add(new(3));
                                _pair = new("y");
                                _box = new(4);
                                _hidden = new("z");
                                _other = new(1);
                                _entry = new(2);
                                return Total += by;
                            }

                            [Query(2)]
                            public string Describe() => $"{Total} {Constant} {_plain?.Name} {_shared[0].Number} {_pair.First} {_box.Get()} {_hidden?.Value}" + (_other?.Number == 1 && _entry?.X == 2 ? "" : "!");

                            private sealed class Entry(int x) { public int X { get; } = x; }
                        }
                    }
                }
            }
            """,
            """
            public static class Program
            {
                public static string Run()
                {
                    var machine = Loop.New<N.Around.Outer<object>.Mid<long>.Machine>();
                    N.Around.Outer<object>.Mid<long>.MachineClient.Create(new Loop(machine)).AddAsync(5).AsTask().Wait();
                    return N.Around.Outer<object>.Mid<long>.MachineClient.Create(new Loop(Loop.Copy(machine))).DescribeAsync().AsTask().Result;
                }
            }
            """).RunAsync());

    [Fact]
    public Task What_depends_on_an_open_type_parameter_is_refused() => Compiled.From(
        """
        #pragma warning disable CS0169, CS0649, CS0414
        using System.Collections.Generic;
        using PaxosGen;

        public sealed record Box<T>(T Value);

        public partial class Outer<T>
        {
            public sealed record Entry(T Value, int Number); // PXG0007

            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private T? _value; // PXG0007
                private List<T> _list = []; // PXG0007
                private Box<T>? _box; // PXG0007
                private Box<List<T>>? _deep; // PXG0007
                private (int, T)? _tuple; // PXG0007
                private Entry? _entry;
                private Box<int>? _closed;
                [NotReplicated] private readonly T? _cache = default;
                [Command(1)] public T? Do(T value) => _cache; // PXG0007 PXG0007
            }
        }
        """).ExpectMarkedDiagnosticsAsync();

    [Fact]
    public async Task Default_values_are_the_client_s_too()
        => Assert.Equal("1 -1 x\"\\{ 1.5 2.5 NaN ∞ Tuesday Monday 3 ' null 0 18446744073709551615 -9223372036854775808 False", await Compiled.From(
            Sources.Loop,
            """
            using System;
            [PaxosGen.ReplicatedStateMachine]
            public partial class Machine
            {
                private const int One = 1;
                [PaxosGen.Query(1)]
                public string All(int a = One, sbyte b = -1, string c = "x\"\\{", decimal d = 1.5m, float e = 2.5f, double f = double.NaN, float g = float.PositiveInfinity,
                    DayOfWeek h = DayOfWeek.Tuesday, DayOfWeek? i = DayOfWeek.Monday, int? j = 3, char k = '\'', string? l = null, TimeSpan m = default, ulong n = ulong.MaxValue, long o = long.MinValue, Guid p = new(), bool q = false)
                    => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{a} {b} {c} {d} {e} {f} {(float.IsPositiveInfinity(g) ? "∞" : "?")} {h} {i} {j} {k} {l ?? "null"} {m.Ticks} {n} {o} {(p == default ? q : null)}");
            }

            public static class Program
            {
                public static string Run() => MachineClient.Create(new Loop(Loop.New<Machine>())).AllAsync().AsTask().Result;
            }
            """).RunAsync());

    [Theory]
    [InlineData("[System.Obsolete]")]
    [InlineData("[System.Obsolete(\"Use \\\"Put\\\".\")]")]
    [InlineData("[System.Obsolete(\"No.\", true)]")]
    [InlineData("[System.Obsolete(\"No.\", true, DiagnosticId = \"OLD1\", UrlFormat = \"https://example.org\")]")]
    public async Task Obsolete_members_are_still_decoded(string obsolete)
    {
        var compiled = Compiled.From(
            Sources.Loop,
            $$"""
            namespace N
            {
                {{obsolete}} public sealed record Old(int Value);
                {{obsolete}} public enum OldKind { A }
                public sealed class Item { {{obsolete}} public int Count { get; set; } {{obsolete}} public int Field; {{obsolete}} public Old? Old { get; } }

                [PaxosGen.ReplicatedStateMachine]
                public partial class Machine
                {
                    {{obsolete}} private Old? _old;
                    {{obsolete}} private OldKind _kind;
                    private Item _item = new();
                    private int _total;
                    {{obsolete}} public Machine() { _kind = OldKind.A; }
                    {{obsolete}} [PaxosGen.Command(3)] public Old Put(Old old, OldKind kind) { _kind = kind; return _old = old; }
                    [PaxosGen.Command(1)] public int Add(int by) { _item = new(); return _total += by; }
                    [PaxosGen.Query(2)] public int Total() => _total;
                }

                {{obsolete}}
                [PaxosGen.ReplicatedStateMachine]
                public partial class Whole
                {
                    private Old? _old;
                    [PaxosGen.Command(1)] public void Put(Old old) => _old = old;
                    [PaxosGen.Query(2)] public Old? Get() => _old;
                }
            }
            """,
            Program("N.Machine"));
        Assert.Equal("5", await compiled.RunAsync());
        Assert.Contains(obsolete.Replace("[System", "[global::System", StringComparison.Ordinal) + "\n", compiled.Generated("N.MachineClient.g.cs").Replace("        ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Experimental_members_are_used_without_a_word()
        => Assert.Equal("5", await RunAsync("Machine", $"[System.Diagnostics.CodeAnalysis.Experimental(\"EXP1\")] public enum Kind {{ A }} [PaxosGen.ReplicatedStateMachine] partial class Machine {{ {Members}\n#pragma warning disable EXP1\nprivate Kind _kind; [PaxosGen.Command(3)] public void Put(Kind kind) => _kind = kind; [PaxosGen.Query(4)] public Kind Get() => _kind; }}"));

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    [InlineData(LanguageVersion.Preview)]
    public async Task Projects_with_strict_settings_see_no_warnings(LanguageVersion version)
    {
        var parse = new CSharpParseOptions(version, DocumentationMode.Diagnose);
        var options = Compiled.Empty.Options.WithAllowUnsafe(false).WithOverflowChecks(true).WithGeneralDiagnosticOption(ReportDiagnostic.Error).WithWarningLevel(9999);
        var source =
            """
            using System;
            using System.Collections.Generic;
            namespace Demo
            {
                /// <summary>An item.</summary>
                /// <param name="Value">Its value.</param>
                public sealed record Item(int Value);

                /// <summary>A machine.</summary>
                [PaxosGen.ReplicatedStateMachine]
                public sealed partial class Machine
                {
                    private readonly SortedDictionary<string, Item> _items = new(StringComparer.Ordinal);
                    private ushort _small;
                    private DayOfWeek? _day;

                    /// <summary>Adds to <paramref name="by"/>; see <see cref="Total"/> &amp; <c>a &lt; b</c>.</summary>
                    /// <param name="by">How much.</param>
                    /// <param name="context">The context.</param>
                    /// <returns>The sum.</returns>
                    [PaxosGen.Command(1)]
                    public int Add(int by, PaxosGen.CommandContext context)
                    {
                        _items["x"] = new Item(by);
                        _small = (ushort)by;
                        _day = DayOfWeek.Friday;
                        return by;
                    }

                    /// <summary>The total.</summary>
                    /// <returns>It.</returns>
                    [PaxosGen.Query(2)]
                    public int Total() => _day == DayOfWeek.Friday && _items["x"].Value == _small ? _small : -1;
                }
            }
            """;
        var compiled = Compiled.From(parse, options, "#pragma warning disable\n" + Sources.Loop, source, "#pragma warning disable\n" + Program("Demo.Machine"));
        Assert.Equal("5", await compiled.RunAsync());
    }

    [Fact]
    public async Task Projects_without_nullable_annotations_see_no_warnings()
    {
        var options = Compiled.Empty.Options.WithNullableContextOptions(NullableContextOptions.Disable).WithGeneralDiagnosticOption(ReportDiagnostic.Error);
        Assert.Equal("5", await Compiled.From(Compiled.Parse, options, Sources.Loop, $"public class Item {{ public string Name; public Item[] More; }} [PaxosGen.ReplicatedStateMachine] public partial class Machine {{ {Members} private Item _item; [PaxosGen.Command(3)] public Item Put(Item item) => _item = item; [PaxosGen.Query(4)] public Item Get(string name) => _item; }}", Program("Machine")).RunAsync());
    }

    [Fact]
    public async Task A_conditional_handler_is_refused()
    {
        var diagnostics = await Compiled.From("[PaxosGen.ReplicatedStateMachine] partial class Machine { [PaxosGen.Command(1), System.Diagnostics.Conditional(\"DEBUG\")] public void Do() { } }").DiagnosticsAsync();
        Assert.Equal("PXG0006", Assert.Single(diagnostics).Id);
    }

    private static Task<string> RunAsync(string name, string source)
        => Compiled.From(Sources.Loop, source.Replace("Members", Members, StringComparison.Ordinal), Program(name)).RunAsync();

    private static string Program(string machine)
        => $$"""
            public static class Program
            {
                public static string Run()
                {
                    var machine = Loop.New<{{machine}}>();
                    {{machine.Replace("@if", "if", StringComparison.Ordinal)}}Client.Create(new Loop(machine)).AddAsync(5).AsTask().Wait();
                    return {{machine.Replace("@if", "if", StringComparison.Ordinal)}}Client.Create(new Loop(Loop.Copy(machine))).TotalAsync().AsTask().Result.ToString();
                }
            }
            """;
}
