using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PaxosGen.Generators.Tests;

/// <summary>While somebody types, code is broken most of the time: neither generator nor analyzer may fail.</summary>
public sealed class BrokenCodeTests
{
    private const string Rich =
        """
        using System; using System.Collections.Generic; using PaxosGen;
        namespace A.B;
        public record Item<T>([Tag(1)] T Value, Item<T>? Next) where T : struct;
        public partial class Outer
        {
            [ReplicatedStateMachine(Version = 2)]
            internal sealed partial class Machine(int start) : Base
            {
                private readonly SortedDictionary<string, (int A, Item<int>? B)> _x = new(StringComparer.Ordinal);
                [NotReplicated] private Action? _log = null;
                public event Action? E;
                public required int[] Numbers { get; init; } = [1];
                public static Machine Create() => new(1) { Numbers = [] };
                [Command(1)] public Item<int>? Put(string key, int? value = 3, CommandContext context = null!) => start > 1 ? null : _x[key].B;
                [Query(2, Consistency = ReadConsistency.Stale)] public List<string?> Get(DayOfWeek @class, Dictionary<int, HashSet<Guid>> d) => [];
            }
            internal class Base { private protected long _y; }
        }
        """;

    private const string Generic =
        """
        using System; using System.Collections.Generic; using PaxosGen;
        partial class Outer<T> where T : class
        {
            private readonly record struct Pair<U>(U First, Func<T>? Made) where U : notnull;
            /// <summary>Text.</summary>
            [ReplicatedStateMachine] partial class Machine
            {
                [Tag(2)] private Pair<string> _pair; [Tag(1)] private SortedSet<string> _set = [];
                [Obsolete("x", true)] public int Old { get; } = 1;
                [Query(1)] public int Get(in int x = 1, DayOfWeek? day = DayOfWeek.Friday) => x;
            }
        }
        """;

    public static TheoryData<string> GoodCode => [Rich, Generic, Sources.Bank];

    [Theory]
    [MemberData(nameof(GoodCode))]
    public Task Code_cut_off_at_any_token_breaks_nothing(string source) => SurviveAll(source, 0, static (text, token) => text[..token.SpanStart]);

    [Theory]
    [MemberData(nameof(GoodCode))]
    public Task Code_cut_off_within_any_token_breaks_nothing(string source) => SurviveAll(source, 1, static (text, token) => text[..(token.SpanStart + ((token.Span.Length + 1) / 2))]);

    [Theory]
    [MemberData(nameof(GoodCode))]
    public Task Code_without_any_one_token_breaks_nothing(string source) => SurviveAll(source, 2, static (text, token) => text.Remove(token.SpanStart, token.Span.Length));

    [Theory]
    [MemberData(nameof(GoodCode))]
    public Task Code_with_any_one_token_twice_breaks_nothing(string source) => SurviveAll(source, 3, static (text, token) => text.Insert(token.Span.End, " " + token.Text));

    [Theory]
    [MemberData(nameof(GoodCode))]
    public Task Code_with_another_name_in_any_place_breaks_nothing(string source) => SurviveAll(source, 4, static (text, token)
        => token.IsKind(SyntaxKind.IdentifierToken) ? text.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, "Machine") : text.Insert(token.SpanStart, "$\" {"));

    [Theory]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { } [PaxosGen.ReplicatedStateMachine] partial class A { }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] class A { } class A { [PaxosGen.Command(1)] void X() { } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class { }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A : A { private A _a; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { [PaxosGen.Command(1)] void this[int i] => 1; int X { [PaxosGen.Command(2)] get; } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { struct S { S _s; (S, S) _t; } S _s; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { G<G<int>> _g; class G<T> { G<G<T>> _more; } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine(Version = \"x\", Nope = 1)] partial class A { [PaxosGen.Query(1, Consistency = (PaxosGen.ReadConsistency)77)] int X() => 1; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { } [PaxosGen.ReplicatedStateMachine] partial class a { }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { } namespace A { [PaxosGen.ReplicatedStateMachine] partial class Codecs { } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A : B { } class B : A { }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A : I { [PaxosGen.Command(1)] public I X(I i) => i; I _i; } interface I : J { } interface J : I { }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { B _b; } class B : C { int _x; } class C : B { int _y; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { G<A, int> _g; } class G<T, U> : G<U, T> where T : U where U : T { T _t; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { int _x; int _x; string _x; [PaxosGen.Command(1)] public void X() { } [PaxosGen.Command(1)] public void X() { } int X { get; set; } event System.Action X; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { System.Collections.Generic.List<Nope> _a; System.Collections.Generic.Dictionary<Nope<int>, A.B.C> _b; (Nope, int) _c; Nope[] _d; Nope? _e; Nope.X* _f; System.Nullable<Nope> _g; [PaxosGen.Command(1)] public Nope<Nope> X(Nope[,] x) => null; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine(1, 2, Version = null)] partial class A { [PaxosGen.Command(1, 2)] public void X() { } [PaxosGen.Command(null)] public void Y() { } [PaxosGen.Command(id: \"x\")] public void Z() { } [PaxosGen.Query(1 +)] public int W() => 1; [PaxosGen.Tag()] int _x; [PaxosGen.Tag(typeof(Nope))] int _y; [PaxosGen.Command(int.MaxValue)] public void V() { } [PaxosGen.Command(0)] public void U() { } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A : Nope<int>.Base, System.Missing { } [PaxosGen.ReplicatedStateMachine] partial class B : dynamic { } [PaxosGen.ReplicatedStateMachine] partial class C : C.D { public class D { int _x; } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial struct A { } [PaxosGen.ReplicatedStateMachine] partial interface B { [PaxosGen.Command(1)] void X(); } [PaxosGen.ReplicatedStateMachine] enum C { } [PaxosGen.ReplicatedStateMachine] delegate void D();")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A<T> { T _x; partial class B<U> { [PaxosGen.ReplicatedStateMachine] partial class C { (T, U) _y; } } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A(int x, int x, ref int y, params Nope[] z) : B(x) { int X() => x + y + z; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial record A(int X, int X, [PaxosGen.Tag(0)] int Y) { public int Y { get; set; } int Z; }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { [PaxosGen.Command(1)] public void X(this, int, string =, int x = y, params) { } [PaxosGen.Command(2)] public partial void P(int x); extension(A a) { [PaxosGen.Command(3)] public void E() { } } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] partial class A { int X { get => field; set; } required int Y { init; } System.Collections.Generic.SortedSet<string> S { get; } = new(; System.Collections.Generic.SortedSet<string> T = new(1, 2, 3), U = [..]; A() { S = T = U = new() { }; } }")]
    [InlineData("[ReplicatedStateMachine] partial class A { } class ReplicatedStateMachineAttribute : System.Attribute { } namespace PaxosGen { class ReplicatedStateMachineAttribute : System.Attribute { } [ReplicatedStateMachine] partial class B { [Command(1)] void X() { } } }")]
    [InlineData("[PaxosGen.ReplicatedStateMachine] file partial class A { } [PaxosGen.ReplicatedStateMachine] private partial class B { } [PaxosGen.ReplicatedStateMachine, PaxosGen.ReplicatedStateMachine] public internal static abstract sealed partial class C { }")]
    public Task Odd_code_breaks_nothing(string source) => Survives(source);

    [Fact]
    public async Task Parts_in_several_files_that_contradict_each_other_break_nothing()
    {
        string[] files =
        [
            "[PaxosGen.ReplicatedStateMachine] public partial class A : B { int _x; [PaxosGen.Command(1)] public int X() => 1; }",
            "[PaxosGen.ReplicatedStateMachine(Version = 2)] internal partial class A : C { int _x; [PaxosGen.Command(1)] public int X() => 2; }",
            "partial struct A { int _z; } class A<T> { [PaxosGen.ReplicatedStateMachine] partial class A { } }",
            "class B { int _b; } class B { int _b; } partial class C : A { [PaxosGen.NotReplicated] System.Action _c; }",
        ];
        await Survives(files);
        await Survives([.. files.Reverse()]);
    }

    [Fact]
    public async Task A_state_machine_over_types_of_another_project_breaks_nothing()
    {
        var other = Compiled.From("namespace Other; public record Item(int Value); public class Base { private int _x; } [PaxosGen.ReplicatedStateMachine] public partial class Machine { private Item? _item; [PaxosGen.Command(1)] public void Put(Item item) => _item = item; }");
        const string Source = "[PaxosGen.ReplicatedStateMachine] public partial class Mine : Other.Base { Other.Item? _item; Other.Machine? _machine; [PaxosGen.Command(1)] public Other.Item? Put(System.Collections.Generic.List<Other.Item> items) => _item = items[0]; } [PaxosGen.ReplicatedStateMachine] public partial class Theirs : Other.Machine { }";
        var first = Compiled.From(Source);
        foreach (var reference in new MetadataReference[] { other.Output.ToMetadataReference(), other.Input.ToMetadataReference() })
        {
            var second = first.With(first.Input.AddReferences(reference));
            Assert.DoesNotContain(await second.OwnDiagnosticsAsync(), static d => IsFailure(d));
            Assert.DoesNotContain(await second.DiagnosticsAsync(), static d => IsFailure(d) || d.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);
        }
    }

    /// <summary>Changes a source at every fifth of its tokens, each way at others of them; at all of them if PAXOSGEN_EVERY_TOKEN is 1, as ./dev nightly does.</summary>
    private static async Task SurviveAll(string source, int first, Func<string, SyntaxToken, string> change)
    {
        const int Step = 5;
        var isAll = Environment.GetEnvironmentVariable("PAXOSGEN_EVERY_TOKEN") == "1";
        var root = await CSharpSyntaxTree.ParseText(source, Compiled.Parse).GetRootAsync();
        var tokens = root.DescendantTokens().Where(static t => t.Span.Length > 0).ToList();
        Assert.True(tokens.Count > 90);
        for (var i = isAll ? 0 : first; i < tokens.Count; i += isAll ? 1 : Step)
        {
            await Survives(change(source, tokens[i]));
        }
    }

    private static async Task Survives(params string[] sources)
    {
        var diagnostics = await Compiled.From(sources).OwnDiagnosticsAsync();
        var failure = diagnostics.FirstOrDefault(IsFailure);
        Assert.True(failure is null, $"{failure}\n{string.Join("\n", sources)}");
    }

    private static bool IsFailure(Diagnostic diagnostic) => diagnostic.Id is "AD0001" or "CS8785" or "CS8784";
}
