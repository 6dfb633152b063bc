using System.Globalization;

namespace PaxosGen.Generators.Tests;

/// <summary>What is refused says, on the user's line, what to use instead.</summary>
public sealed class RefusalTests
{
    private const string Usings =
        """
        using System; using System.Collections; using System.Collections.Generic; using System.Collections.Concurrent; using System.Collections.Immutable; using System.Collections.ObjectModel;
        using System.IO; using System.Linq; using System.Numerics; using System.Threading; using System.Threading.Tasks; using PaxosGen; using PaxosGen.Wire;
        #pragma warning disable CS0169, CS0649, CS0414, CS0067, CS8618

        """;

    [Theory]
    [InlineData("Action", "code cannot be sent or stored")]
    [InlineData("object", "declare the type that it really has")]
    [InlineData("dynamic", "declare the type that it really has")]
    [InlineData("nint", "use long or ulong")]
    [InlineData("UIntPtr", "use long or ulong")]
    [InlineData("IDisposable", "[Union(1, typeof(A))]")]
    [InlineData("int[,]", "use an array of arrays")]
    [InlineData("ConcurrentDictionary<int, int>", "use Dictionary, SortedDictionary or List")]
    [InlineData("ConcurrentQueue<int>", "one thread at a time")]
    [InlineData("Task<int>", "make the handler synchronous")]
    [InlineData("MemoryStream", "use byte[]")]
    [InlineData("IEnumerable<int>", "use List<T> or an array")]
    [InlineData("IReadOnlyList<int>", "use List<T> or an array")]
    [InlineData("List<IList<int>>", "use List<T> or an array")]
    [InlineData("(int, ICollection<int>)", "use List<T> or an array")]
    [InlineData("IDictionary<int, int>", "use Dictionary<TKey, TValue> or SortedDictionary<TKey, TValue>")]
    [InlineData("IReadOnlySet<int>", "use HashSet<T> or SortedSet<T>")]
    [InlineData("IEnumerable", "use IEnumerable<T> in parameters and results")]
    [InlineData("ArrayList", "use List<T>")]
    [InlineData("Hashtable", "use Dictionary<TKey, TValue>")]
    [InlineData("BitArray", "use bool[] or byte[]")]
    [InlineData("ReadOnlyCollection<int>", "use ImmutableArray<T> or List<T>")]
    [InlineData("IImmutableDictionary<int, int>", "use the type without I")]
    [InlineData("ImmutableArray<int>.Builder", "use the type without I, or the one that it builds")]
    [InlineData("ArraySegment<byte>", "use ReadOnlyMemory<T> or an array")]
    [InlineData("Lazy<int>", "keep the value")]
    [InlineData("Random", "use its Random")]
    [InlineData("CancellationToken", "leave it out")]
    [InlineData("Lock", "one thread at a time")]
    [InlineData("Exception", "keep its text")]
    [InlineData("Type", "keep an enum or a name")]
    [InlineData("Complex", "[Codec(typeof(C))]")]
    [InlineData("Dictionary<int[], int>", "as a key it is equal to itself alone")]
    [InlineData("HashSet<ImmutableArray<int>>", "as a key it is equal to itself alone")]
    [InlineData("Dictionary<(int, List<int>), int>", "as a key it is equal to itself alone")]
    [InlineData("HashSet<Plain>", "use a record, a tuple or a string")]
    [InlineData("HashSet<int?>", "use the type without '?'")]
    [InlineData("PriorityQueue<int, int?>", "use the type without '?'")]
    [InlineData("PriorityQueue<int, Plain>", "IComparable<T>")]
    [InlineData("SortedList<Plain, int>", "IComparable<T>")]
    [InlineData("Tuple<int, int, int, int, int, int, int, Tuple<int>>", "use a value tuple or a record")]
    [InlineData("Abstract", "list those of this assembly with [Union(1, typeof(A))]")]
    public async Task A_state_field_of_this_type_is_refused(string type, string instead)
    {
        var error = Assert.Single(await DiagnosticsOf(
            $$"""
            public sealed class Plain { public int X; }
            public abstract class Abstract { }
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private {{type}} _field;
                [Command(1)] public void Do() { }
            }
            """));
        Assert.StartsWith("PXG0007", error, StringComparison.Ordinal);
        Assert.Contains(instead, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("void Do(Span<byte> x)", "Memory<T> or an array")]
    [InlineData("void Do(ReadOnlySpan<char> x)", "ReadOnlyMemory<T> or an array")]
    [InlineData("ReadOnlySpan<byte> Do()", "only parameters can be spans")]
    [InlineData("void Do(IReadOnlyList<object> x)", "declare the type that it really has")]
    [InlineData("void Do(Holder x)", "use List<T> or an array")]
    [InlineData("IQueryable<int> Do()", "use List<T>")]
    [InlineData("IAsyncEnumerable<int> Do()", "use List<T>")]
    [InlineData("ILookup<int, int> Do()", "List<TValue>")]
    public async Task A_handler_with_this_type_is_refused(string signature, string instead)
    {
        var error = Assert.Single(await DiagnosticsOf(
            $$"""
            public sealed record Holder(IReadOnlyList<int> Items);
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                [Command(1)] public {{signature}} => throw new NotSupportedException();
            }
            """));
        Assert.StartsWith("PXG0007", error, StringComparison.Ordinal);
        Assert.Contains(instead, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SortedDictionary<string, int> _x = new();")]
    [InlineData("SortedList<string, int> _x = new();")]
    [InlineData("SortedSet<string> _x = [];")]
    [InlineData("ImmutableSortedSet<string> _x = [];")]
    [InlineData("ImmutableSortedSet<string> _x = ImmutableSortedSet<string>.Empty;")]
    [InlineData("ImmutableSortedDictionary<string, int> _x = ImmutableSortedDictionary<string, int>.Empty;")]
    [InlineData("PriorityQueue<int, string> _x = new();")]
    [InlineData("SortedSet<(int, string)> _x = [];")]
    [InlineData("SortedSet<Tuple<int, string>> _x = [];")]
    [InlineData("PriorityQueue<int, (string, int)> _x = new();")]
    public async Task An_order_of_strings_by_culture_is_refused(string field)
    {
        var error = Assert.Single(await DiagnosticsOf(
            $$"""
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private {{field}}
                [Command(1)] public void Do() { }
            }
            """));
        Assert.StartsWith("PXG0011", error, StringComparison.Ordinal);
        Assert.Contains("rdinal", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Union(1, typeof(A))] public class Shape { } public sealed class A : Shape { }", "make it abstract")]
    [InlineData("[Union(1, typeof(A))] public abstract class Shape { } public sealed class A { }", "A does not derive from it")]
    [InlineData("[Union(1, typeof(A))] public abstract class Shape { } public abstract class A : Shape { }", "A is abstract")]
    [InlineData("[Union(0, typeof(A))] public abstract class Shape { } public sealed class A : Shape { }", "0 is not between 1 and")]
    [InlineData("[Union(1, typeof(A)), Union(1, typeof(B))] public interface Shape { } public class A : Shape { } public class B : Shape { }", "the tag 1 is that of A already; give B another")]
    [InlineData("[Union(1, typeof(A)), Union(2, typeof(A))] public interface Shape { } public class A : Shape { }", "A is a case twice")]
    [InlineData("[Union(1, null!)] public abstract class Shape { }", "a case is a class or a struct")]
    [InlineData("[Union(1, typeof(int[]))] public abstract class Shape { }", "a case is a class or a struct")]
    [InlineData("[Union(1, typeof(A<>))] public interface Shape { } public class A<T> : Shape { }", "name a closed one")]
    public async Task A_union_with_these_cases_is_refused(string types, string why)
    {
        var error = Assert.Single(await DiagnosticsOf(types + " [ReplicatedStateMachine] public sealed partial class Machine { private Shape? _shape; [Command(1)] public void Do() { } }"));
        Assert.StartsWith("PXG0020", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Codec(typeof(Fits))] private string _x;", null)]
    [InlineData("[property: Codec(typeof(Fits))] public string X { get; set; }", null)]
    [InlineData("[Codec(typeof(FitsInt))] private int? _x;", null)]
    [InlineData("private R _x; public sealed record R([Codec(typeof(Fits))] string X, [property: Codec(typeof(FitsInt))] int Y);", null)]
    [InlineData("[Codec(typeof(OpenCodec<>))] private List<Action> _x;", null)]
    [InlineData("[Codec(typeof(Fits))] private int _x;", "name a codec that implements ICodec<int>")]
    [InlineData("[Codec(null!)] private int _x;", "name a struct that implements ICodec<T>")]
    [InlineData("[Codec(typeof(int[]))] private int _x;", "name a struct that implements ICodec<T>")]
    [InlineData("[Codec(typeof(Open2<,>))] private List<int> _x; public struct Open2<T, U> : ICodec<List<T>> { public static WireKind Kind => 0; public static int MinSize => 1; public static void Write(CanonicalWriter w, List<T> x) { } public static List<T> Read(ref CanonicalReader r) => []; }", "name a closed one")]
    [InlineData("[Codec(typeof(string))] private int _x;", "a codec is a struct")]
    [InlineData("[Codec(typeof(Guid))] private int _x;", "it does not implement ICodec<int>")]
    [InlineData("[Codec(typeof(Secret))] private int _x; private struct Secret : ICodec<int> { public static WireKind Kind => 0; public static int MinSize => 1; public static void Write(CanonicalWriter w, int x) { } public static int Read(ref CanonicalReader r) => 0; }", "make it internal")]
    public async Task A_codec_fits_or_is_refused(string field, string? why)
    {
        static string CodecOf(string name, string type)
            => $"public struct {name} : ICodec<{type}> {{ public static WireKind Kind => 0; public static int MinSize => 1; public static void Write(CanonicalWriter w, {type} x) {{ }} public static {type} Read(ref CanonicalReader r) => throw new Exception(); }}";

        var errors = await DiagnosticsOf($$"""
            {{CodecOf("Fits", "string")}} {{CodecOf("FitsInt", "int")}} {{CodecOf("OpenCodec<T>", "List<T>")}}
            [ReplicatedStateMachine]
            public sealed partial class Machine { {{field}} [Command(1)] [return: Codec(typeof(Fits))] public string Do([Codec(typeof(FitsInt))] int x) => ""; }
            """);
        if (why is null)
        {
            Assert.Empty(errors);
            return;
        }

        Assert.Contains(why, Assert.Single(errors), StringComparison.Ordinal);
        Assert.StartsWith("PXG0021", errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Union(1, typeof(Missing))] public abstract class Shape { }", "private Shape? _x;")]
    [InlineData("[Union] public abstract class Shape { }", "private Shape? _x;")]
    [InlineData("[Union(\"a\", typeof(Shape))] public abstract class Shape { }", "private Shape? _x;")]
    [InlineData("[Union(1, typeof(A))] public abstract class Shape { } public class A : Missing { }", "private Shape? _x;")]
    [InlineData("[Codec(typeof(Missing))] public class Shape { }", "private Shape? _x;")]
    [InlineData("", "[Codec] private int _x;")]
    [InlineData("", "[Codec(typeof(Missing<>))] private List<int>? _x;")]
    [InlineData("[Replicated] public class Shape : Missing { private Missing x; }", "private Shape? _x;")]
    [InlineData("[Replicated, Union(1, typeof(] public class Shape { }", "private Shape? _x;")]
    public async Task Broken_code_has_the_compilers_errors_and_none_of_the_generators_own(string types, string field)
    {
        var errors = await DiagnosticsOf($"{types} [ReplicatedStateMachine] public sealed partial class Machine {{ {field} [Command(1)] public void Do() {{ }} }}");
        Assert.Contains(errors, static e => e.StartsWith("CS", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, static e => e.StartsWith("AD0001", StringComparison.Ordinal) || e.StartsWith("CS8785", StringComparison.Ordinal));
    }

    /// <summary>Id and message of each.</summary>
    private static async Task<List<string>> DiagnosticsOf(string source)
    {
        var diagnostics = await Compiled.From(Usings + source).DiagnosticsAsync();
        return [.. diagnostics.Select(static d => d.Id + " " + d.GetMessage(CultureInfo.InvariantCulture))];
    }
}
