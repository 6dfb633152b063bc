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

    [Fact]
    public async Task Code_cut_off_anywhere_breaks_nothing()
    {
        for (var length = 60; length < Rich.Length; length += 45)
        {
            await Survives(Rich[..length]);
        }
    }

    [Fact]
    public async Task Code_without_any_one_token_breaks_nothing()
    {
        var tokens = (await CSharpSyntaxTree.ParseText(Rich).GetRootAsync()).DescendantTokens().Where(static t => t.Span.Length > 0).ToList();
        for (var i = 9; i < tokens.Count; i += 9)
        {
            await Survives(Rich.Remove(tokens[i].SpanStart, tokens[i].Span.Length));
        }
    }

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
    public Task Odd_code_breaks_nothing(string source) => Survives(source);

    private static async Task Survives(string source)
    {
        var diagnostics = await Compiled.From(source).DiagnosticsAsync();
        var failure = diagnostics.FirstOrDefault(static d => d.Id is "AD0001" or "CS8785" or "CS8784");
        Assert.True(failure is null, $"{failure}\n{source}");
    }
}
