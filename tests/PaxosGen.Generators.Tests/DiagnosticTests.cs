namespace PaxosGen.Generators.Tests;

/// <summary>
/// What is unsupported is reported on the user's line (marked <c>// PXG0nnn</c>), and nothing else is: generated code
/// adds no errors of its own.
/// </summary>
public sealed class DiagnosticTests
{
    [Fact]
    public Task A_class_that_is_not_partial() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed class Machine // PXG0001
        {
            [Command(1)] public int Add(int by) => by;
        }

        public class Uses { public MachineClient? Client; public MachineReplica? Replica; public IMachineClient? Interface; }
        """);

    [Fact]
    public Task A_container_that_is_not_partial() => Expect(
        """
        public class Outer // PXG0001
        {
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                [Command(1)] public int Add(int by) => by;
            }
        }
        """,
        allowCascade: true);

    [Fact]
    public Task Classes_that_cannot_be_state_machines() => Expect(
        """
        [ReplicatedStateMachine]
        public static partial class Static { } // PXG0002

        [ReplicatedStateMachine]
        public abstract partial class Abstract { } // PXG0002

        [ReplicatedStateMachine]
        public partial class Generic<T> { } // PXG0002

        public partial class Outer<T>
        {
            [ReplicatedStateMachine]
            public partial class Nested { }
        }

        [ReplicatedStateMachine]
        file partial class Local { } // PXG0002
        """);

    [Fact]
    public Task No_way_to_construct() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class NoConstructor // PXG0003
        {
            private int _x;
            public NoConstructor(int x) => _x = x;
        }

        [ReplicatedStateMachine]
        public sealed partial class Required // PXG0003
        {
            public required int X { get; set; }
        }

        [ReplicatedStateMachine]
        public sealed partial class Fine
        {
            private int _x;
            private Fine(int x) => _x = x;
            public static Fine Create() => new(1);
        }
        """);

    [Fact]
    public Task Ids_that_are_missing_or_repeated() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [Command(1)] public void One() { }
            [Command(0)] public void Zero() { } // PXG0004
            [Query(-1)] public int Negative() => 1; // PXG0004
            [Command] public void Missing() { } // PXG0004 CS7036
            [Query(1)] public int Again() => 1; // PXG0005
            [Command("x")] public void Text() { } // PXG0004 CS1503
        }
        """);

    [Fact]
    public Task Methods_that_cannot_be_handlers() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private int _x;
            [Command(1)] public static void Static() { } // PXG0006
            [Command(2)] public void Generic<T>() { } // PXG0006
            [Command(3)] public async Task Async() => await Task.Yield(); // PXG0006 PXG0007
            [Command(4)] public Task<int> Returns() => Task.FromResult(1); // PXG0007
            [Command(5)] public void Ref(ref int x) { } // PXG0006
            [Command(6)] public void Out(out int x) => x = 1; // PXG0006
            [Command(7)] public void In(in int x) { } // PXG0006
            [Command(8)] public ref int Reference() => ref _x; // PXG0006
            [Command(9)] public void Context(CommandContext context, int x) { } // PXG0006
            [Command(10), Query(11)] public int Both() => 1; // PXG0006
            [Command(12)] public void Open<T>(T value) { } // PXG0006 PXG0007
        }
        """);

    [Fact]
    public Task Types_that_cannot_be_replicated() => Expect(
        """
        public interface IShape { }
        public abstract class Shape { }
        public class Derived : Exception { }
        public static class Nothing { }

        [ReplicatedStateMachine]
        public sealed unsafe partial class Machine
        {
            private Action? _delegate; // PXG0007
            private object? _object; // PXG0007
            private dynamic? _dynamic; // PXG0007
            private IShape? _interface; // PXG0007
            private Shape? _abstract; // PXG0007
            private int* _pointer; // PXG0007
            private delegate*<int> _function; // PXG0007
            private nint _native; // PXG0007
            private ConcurrentDictionary<int, int>? _concurrent; // PXG0007
            private Task? _task; // PXG0007
            private Stream? _stream; // PXG0007
            private int[,]? _rectangle; // PXG0007
            private ConcurrentQueue<int>? _queue; // PXG0007
            private System.Text.StringBuilder? _text; // PXG0007
            private Derived? _derived; // PXG0007
            private Dictionary<string, List<Action>>? _nested; // PXG0007
            private HashSet<int?>? _nullableKeys; // PXG0007
            private SortedSet<Point>? _unordered; // PXG0007
            private IImmutableList<int>? _immutable; // PXG0007
            private Lock _lock = new(); // PXG0007
            public event Action? Happened; // PXG0007
            private fixed int _fixed[4]; // CS1642 PXG0007
            [NotReplicated] private readonly Action _logger = () => { };
            [Command(1)] public void Take(IReadOnlyList<object> list) { } // PXG0007
            [Command(2)] public ReadOnlySpan<byte> Give() => []; // PXG0007
            [Command(3)] public void Span(Span<byte> bytes) { } // PXG0007
            [Command(4)] public void Fine(int[] x) => (_logger, Happened).ToString();
        }

        public record struct Point(int X, int Y);
        """,
        ignore: ["CS0169", "CS0649", "CS0414", "CS0067"]);

    [Fact]
    public Task A_member_of_a_type_is_reported_where_it_is_declared() => Expect(
        """
        public sealed record Order(int Id, Func<int> Price); // PXG0007

        public sealed class Inner
        {
            public object? Anything { get; set; } // PXG0007
        }

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private List<Order> _orders = [];
            [Command(1)] public void Place(Order order, Inner inner) => _orders.Add(order);
        }
        """);

    [Fact]
    public Task Tags_that_are_out_of_range_or_repeated() => Expect(
        """
        public sealed record Item([Tag(2)] int A, int B); // PXG0008

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [Tag(0)] private int _zero; // PXG0008
            [Tag(536870912)] private int _large; // PXG0008
            [Tag(3)] private int _three;
            [Tag(3)] public int Three { get; set; } // PXG0008
            [Command(1)] public void Do([Tag(2)] int a, int b) { } // PXG0008
            [Command(2)] public int Fine([Tag(2)] int a, [Tag(1)] Item b) => (_three = 1) + _three + _zero++ + _large++;
        }
        """);

    [Fact]
    public async Task Fields_in_several_files_need_tags()
    {
        const string Usings = "using PaxosGen;\n";
        var compiled = Compiled.From(
            Usings + """
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private int _a; // PXG0009
                [Tag(2)] private int _b;
                [Command(1)] public int Sum() => _a++ + _b++ + _c++ + (D ?? 0);
            }
            """,
            Usings + """
            public sealed partial class Machine
            {
                [Tag(3)] private int _c;
                public int? D { get; set; } // PXG0009
            }
            """);
        await compiled.ExpectMarkedDiagnosticsAsync();
    }

    [Fact]
    public Task Names_that_clash() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [Command(1)] public void Do(int x) { }
            [Command(2)] public void Do(string x) { } // PXG0010
            [Command(3)] public void Dispose() { } // PXG0010
            [Command(4)] public void DoAsync() { }
        }

        public class MachineReplica { } // PXG0010
        """);

    [Fact]
    public Task Orders_that_depend_on_culture() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private readonly SortedDictionary<string, int> _a = new(); // PXG0011
            private readonly SortedSet<string> _b = []; // PXG0011
            public SortedSet<string> C { get; } = new SortedSet<string> { "x" }; // PXG0011
            private readonly SortedSet<(int, string)> _d = new(); // PXG0011
            private readonly SortedSet<string> _e = new(StringComparer.Ordinal);
            private readonly SortedDictionary<int, string> _f = new();
            [Command(1)] public int Count() => _a.Count + _b.Count + _d.Count + _e.Count + _f.Count;
        }
        """);

    [Fact]
    public Task Types_that_generated_code_cannot_name() => Expect(
        """
        public sealed class Other
        {
            private sealed class Secret { }
            private Secret? _secret; // PXG0012
            public object Use() => _secret ??= new();
        }

        internal sealed record Hidden(int X);

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Other? _other;
            private readonly Mine _mine = new();
            [Command(1)] internal void Take(Hidden hidden) => _other = new(); // PXG0012
            [Command(2)] private Mine Give() => _mine; // PXG0012
            private sealed class Mine { }
            public object? Use() => _other;
        }
        """);

    [Fact]
    public Task A_version_below_one() => Expect(
        """
        [ReplicatedStateMachine(Version = 0)] // PXG0013
        public sealed partial class Machine { }
        """);

    [Fact]
    public Task A_captured_constructor_parameter() => Expect(
        """
        public sealed class Counter(int start, int step) // PXG0014
        {
            private int _value = start;
            public int Next() => _value += step;
        }

        public struct Fine(int start)
        {
            public int Value { get; } = start;
            public readonly int Twice(int start) => start * 2;
        }

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Counter _counter = new(1, 2);
            private Fine _fine;
            [Command(1)] public int Next() => _counter.Next() + (_fine = new(1)).Value;
        }
        """);

    [Fact]
    public Task A_handler_outside_of_a_state_machine() => Expect(
        """
        public sealed class Machine
        {
            [Command(1)] public void Do() { } // PXG0015
            [Query(1)] public int Get() => 1; // PXG0015
        }
        """);

    [Fact]
    public Task Pragmas_suppress_and_what_is_generated_then_refuses_to_run() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
        #pragma warning disable PXG0007
            private object _anything = new();
        #pragma warning restore PXG0007
            [Command(1)] public object? Get() => _anything; // PXG0007
            [Command(2)] public int Fine(int x) => x;
        }

        public static class Uses { public static async Task<int> Use(IMachineClient client) => await client.FineAsync(1); }
        """);

    [Fact]
    public Task Errors_of_the_compiler_are_left_to_the_compiler() => Expect(
        """
        public sealed record Broken(Unknown X); // CS0246

        [ReplicatedStateMachine]
        public sealed partial class Machine : Missing // CS0246
        {
            private Nowhere _x; // CS0246
            private List<> _y; // CS7003
            [Command(1)] public Gone Do(Lost x) => throw new Exception(); // CS0246 CS0246
            [Command(2)] public void Fine(Broken x) { }
            [Command(3)] public void Same(int a, int a) { } // CS0100
            [Command(4)] public void () { } // CS1519 CS8124 CS1026 CS1519
        }
        """,
        allowCascade: true);

    private static async Task Expect(string source, bool allowCascade = false, string[]? ignore = null)
    {
        const string Usings = "using System; using System.IO; using System.Threading; using System.Threading.Tasks; using System.Collections.Generic; using System.Collections.Concurrent; using System.Collections.Immutable; using PaxosGen;\n";
        var pragma = ignore is null ? string.Empty : $"#pragma warning disable {string.Join(", ", ignore)}\n";
        var compiled = Compiled.From(Usings + pragma + source);
        if (!allowCascade)
        {
            await compiled.ExpectMarkedDiagnosticsAsync();
            return;
        }

        // Broken code may have more errors of the compiler's, but ours are exact and the generator is still standing.
        var ours = (await compiled.DiagnosticsAsync()).Where(static d => d.Id.StartsWith("PXG", StringComparison.Ordinal) || d.Id is "AD0001" or "CS8785").Select(static d => d.Id);
        var marked = System.Text.RegularExpressions.Regex.Matches(source, "(?<=// .*)PXG\\d{4}").Select(static m => m.Value);
        Assert.Equal(marked, ours);
    }
}
