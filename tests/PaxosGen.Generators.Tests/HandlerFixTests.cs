using PaxosGen.CodeFixes;

namespace PaxosGen.Generators.Tests;

/// <summary>Code fixes for commands, queries and the classes that have them.</summary>
public sealed class HandlerFixTests
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Threading.Tasks;\nusing PaxosGen;\n\n";

    [Fact]
    public Task Handlers_get_the_shape_that_they_need() => Fixed.Expect(
        new HandlerFix(),
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            /// <summary>See <see cref="Sum"/>.</summary>
            [Command(1)] public int Context(CommandContext context, /* x */ int x) => x;
            [Command(2)] public void Context2(
                int x, // The first.
                CommandContext context,
                [Tag(7)] int y)
            {
            }
            [Command(3)] public int Sum(in int x, ref readonly int y) => x + y;
            [Command(4)] async public void Void() { }
            [Command(5)] public async Task Nothing() { return; }
            [Command(6)] public async ValueTask<List<int>> List() { return []; }
        }
        """,
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            /// <summary>See <see cref="Sum"/>.</summary>
            [Command(1)] public int Context(int x, /* x */ CommandContext context) => x;
            [Command(2)] public void Context2(
                int x, // The first.
                [Tag(7)] int y,
                CommandContext context)
            {
            }
            [Command(3)] public int Sum(int x, int y) => x + y;
            [Command(4)] public void Void() { }
            [Command(5)] public void Nothing() { return; }
            [Command(6)] public List<int> List() { return []; }
        }
        """);

    [Theory]
    [InlineData("[Command(1)] public int X(CommandContext context, int x) => x; public int Y(CommandContext c) => X(c, 1);")]
    [InlineData("[Command(1)] public async Task X() { await Task.Yield(); }")]
    [InlineData("[Command(1)] public async Task X() { await foreach (var i in F()) { } } static async IAsyncEnumerable<int> F() { yield return 1; }")]
    [InlineData("[Command(1)] public async Task<int> X() => 1; public Task<int> Y() => X();")]
    [InlineData("[Command(1)] public void X(ref int x) { }")]
    [InlineData("[Command(1)] public void X(out int x) => x = 1;")]
    [InlineData("[Command(1)] public static void X() { }")]
    [InlineData("[Command(1)] public void X<T>() { }")]
    [InlineData("[Command(1), Query(2)] public void X() { }")]
    [InlineData("[Command(1)] public async void Dispose() { }", ": IDisposable")]
    public Task What_would_change_the_meaning_is_not_offered(string members, string bases = "") => Fixed.ExpectNoOffer(
        new HandlerFix(),
        Usings + $"[ReplicatedStateMachine] public partial class Machine {bases} {{ {members} }}");

    [Fact]
    public Task A_class_with_handlers_becomes_a_state_machine() => Fixed.Expect(
        new StateMachineFix(),
        Usings + """
        public class Outer
        {
            /// <summary>Kept.</summary>
            internal sealed class Machine
            {
                [Command(1)] public void Do() { }
                [Query(2)] public int Get() => 1;
            }
        }
        """,
        Usings + """
        public partial class Outer
        {
            /// <summary>Kept.</summary>
            [ReplicatedStateMachine]
            internal sealed partial class Machine
            {
                [Command(1)] public void Do() { }
                [Query(2)] public int Get() => 1;
            }
        }
        """);

    [Fact]
    public Task A_base_class_becomes_none() => Fixed.ExpectNoOffer(
        new StateMachineFix(),
        Usings + "public abstract class Base { [Command(1)] public void Do() { } }");
}
