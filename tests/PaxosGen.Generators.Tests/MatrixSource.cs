using System.Text;

namespace PaxosGen.Generators.Tests;

/// <summary>A user's project with one state machine for each shape, which has it in every place where it may stand.</summary>
internal static class MatrixSource
{
    private const string Usings =
        """
        using System;
        using System.Collections.Frozen;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Linq;
        using System.Numerics;
        using PaxosGen;
        using PaxosGen.Wire;

        """;

    /// <summary>Types that the shapes are made of, and what compares and prints values.</summary>
    private const string Common =
        """
        public enum Colour : byte { None, Red, Green }

        public record struct Point(int X, int Y);

        public sealed record Person(string Name, Point Home);

        public sealed class Tree { public int Value; public List<Tree> Children = []; public Dictionary<string, Tree>? Named; }

        [Union(3, typeof(Circle))]
        [Union(1, typeof(Square))]
        [Union(9, typeof(Group))]
        public abstract record Shape(string Name);
        public sealed record Circle(string Name, double Radius) : Shape(Name);
        public record Square() : Shape("square");
        public sealed record Group(string Name, ImmutableArray<Shape> Parts, IAnimal? Guard) : Shape(Name);

        [Union(1, typeof(Cat))]
        [Union(2, typeof(Fish))]
        public interface IAnimal { }
        public sealed class Cat : IAnimal { public int Lives; }
        public record struct Fish(int Depth) : IAnimal;

        [Codec(typeof(CelsiusCodec))]
        public readonly struct Celsius
        {
            private readonly object _box;
            public Celsius(int degrees) => _box = degrees;
            public int Degrees => (int)(_box ?? 0);
            public override string ToString() => Degrees + " °C";
        }

        public readonly struct CelsiusCodec : ICodec<Celsius>
        {
            public static WireKind Kind => WireKind.VarInt;
            public static int MinSize => 1;
            public static void Write(CanonicalWriter writer, Celsius value) => writer.WriteVarInt(value.Degrees);
            public static Celsius Read(ref CanonicalReader reader) => new(checked((int)reader.ReadVarInt()));
        }

        public readonly struct TextCodec : ICodec<System.Text.StringBuilder>
        {
            public static WireKind Kind => StringCodec.Kind;
            public static int MinSize => StringCodec.MinSize;
            public static void Write(CanonicalWriter writer, System.Text.StringBuilder value) => StringCodec.Write(writer, value.ToString());
            public static System.Text.StringBuilder Read(ref CanonicalReader reader) => new(StringCodec.Read(ref reader));
        }

        public static class Print
        {
            public static string Of(object? value) => value switch
            {
                null => "null",
                string text => "\"" + text + "\"",
                Memory<int> memory => Of(memory.ToArray()),
                ReadOnlyMemory<byte> memory => Of(memory.ToArray()),
                ReadOnlyMemory<string> memory => Of(memory.ToArray()),
                ImmutableArray<int> { IsDefault: true } or ImmutableArray<string?> { IsDefault: true } or ImmutableArray<Shape> { IsDefault: true } => "default",
                ISet<string> set => "{" + string.Join(", ", set.Select(Of).Order(StringComparer.Ordinal)) + "}",
                PriorityQueue<string, int> queue => Drain(queue),
                PriorityQueue<Person?, (int, bool)> queue => Drain(queue),
                Group group => group.Name + Of(group.Parts) + Of(group.Guard),
                Cat cat => "Cat " + cat.Lives,
                Tree tree => tree.Value + Of(tree.Children) + Of(tree.Named),
                System.Collections.IEnumerable items => "[" + string.Join(", ", Sorted(items.Cast<object?>().Select(Of), value)) + "]",
                System.Runtime.CompilerServices.ITuple tuple => "(" + string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i]))) + ")",
                _ => value.GetType().IsGenericType && value.GetType().GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
                    ? Of(value.GetType().GetProperty("Key")!.GetValue(value)) + ": " + Of(value.GetType().GetProperty("Value")!.GetValue(value))
                    : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
            };

            // The order of a hash table is no part of its value.
            private static IEnumerable<string> Sorted(IEnumerable<string> items, object from)
                => from.GetType().Name.Contains("Sorted") || from.GetType().Name is "OrderedDictionary`2" || !from.GetType().GetInterfaces().Any(i => i.Name is "IReadOnlyDictionary`2" or "IReadOnlySet`1") ? items : items.Order(StringComparer.Ordinal);

            private static string Drain<T, P>(PriorityQueue<T, P> queue)
            {
                var copy = new PriorityQueue<T, P>(queue.Comparer);
                foreach (var (element, priority) in queue.UnorderedItems) copy.Enqueue(element, priority);
                var text = new System.Text.StringBuilder();
                while (copy.TryDequeue(out var element, out var priority)) text.Append(Of(element)).Append('@').Append(Of(priority)).Append(' ');
                return text.ToString();
            }
        }

        public sealed class Loop : IPaxosClient
        {
            private readonly IReplicatedStateMachine _machine;
            public byte[] Sent = [];
            public byte[] Answer = [];
            public Loop(IReplicatedStateMachine machine) => _machine = machine;
            public static T New<T>() where T : IReplicatedStateMachine<T> => T.Create();
            public System.Threading.Tasks.ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, System.Threading.CancellationToken cancellationToken = default)
            {
                Sent = command.ToArray();
                var result = new CanonicalWriter();
                _machine.Apply(command.Span, CommandContext.For(1, default), result);
                Answer = result.ToArray();
                return new(Answer);
            }
            public System.Threading.Tasks.ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, System.Threading.CancellationToken cancellationToken = default) => throw new NotSupportedException();
            public int SchemaVersion => 1;
            public IPaxosClient WithIdempotencyKey(Guid key) => this;
            public System.Threading.Tasks.ValueTask DisposeAsync() => default;

            public static byte[] Save(IReplicatedStateMachine machine)
            {
                var writer = new CanonicalWriter();
                machine.Save(writer, 1);
                return writer.ToArray();
            }

            public static void Require(bool holds, string what) { if (!holds) throw new InvalidOperationException(what); }
        }

        """;

    /// <summary>The source: for each shape a machine, and a program that takes each value through all places.</summary>
    /// <param name="shapes">Type, values, and whether it may be state.</param>
    public static string Of(IReadOnlyList<(string Type, string Values, Places Places)> shapes)
    {
        var source = new StringBuilder(Usings).AppendLine(Common);
        var calls = new StringBuilder();
        for (var i = 0; i < shapes.Count; i++)
        {
            var (type, values, places) = shapes[i];
            source.AppendLine((places & Places.State) != 0 ? EverywhereOf(i, type) : CallsOf(i, type));
            foreach (var value in values.Split(" | "))
            {
                calls.AppendLine($"        Run({i}, \"{type}\", Check{i}.Run({value}));");
            }
        }

        return source.Append(
            $$"""
            public static class Program
            {
                private static readonly List<string> Failures = [];

                private static void Run(int i, string type, string failure)
                {
                    if (failure.Length > 0) Failures.Add(type + ": " + failure);
                }

                public static string Run()
                {
            {{calls}}
                    return string.Join("\n", Failures);
                }
            }
            """).ToString();
    }

    private static string EverywhereOf(int i, string type)
        => $$"""
            public sealed record Holder{{i}}({{type}} Value, int After);

            [ReplicatedStateMachine]
            public sealed partial class Machine{{i}}
            {
                private {{type}} _state = default!;
                private Holder{{i}}? _holder;
                private readonly List<{{type}}> _list = [];
                public Dictionary<int, {{type}}> Map { get; } = [];
                private (int Before, {{type}} Value) _tuple;

                [Command(1)] public {{type}} Echo({{type}} value) => value;
                [Command(2)] public Holder{{i}} EchoHolder(Holder{{i}} value) => value;
                [Command(3)] public List<{{type}}> EchoList(List<{{type}}> value) => value;
                [Command(4)] public KeyValuePair<string, {{type}}> EchoPair(KeyValuePair<string, {{type}}> value) => value;
                [Command(5)] public void Put({{type}} value)
                {
                    _state = value;
                    _holder = new(value, 1);
                    _list.Add(value);
                    Map[1] = value;
                    _tuple = (1, value);
                }

                public string Text() => string.Join("; ", Print.Of(_state), Print.Of(_holder is null ? null : _holder.Value), Print.Of(_list), Print.Of(Map), Print.Of(_tuple.Value));
            }

            public static class Check{{i}}
            {
                public static string Run({{type}} value)
                {
                    try
                    {
                        var machine = Loop.New<Machine{{i}}>();
                        var loop = new Loop(machine);
                        var client = Machine{{i}}Client.Create(loop);
                        var text = Print.Of(value);
                        void Same(string what, string back)
                        {
                            Loop.Require(back == text, $"{what}: {text} came back as {back}");
                            Loop.Require(loop.Sent.AsSpan().SequenceEqual(loop.Answer), $"{what}: {Convert.ToHexString(loop.Sent)} came back as {Convert.ToHexString(loop.Answer)}");
                        }

                        Same("alone", Print.Of(client.EchoAsync(value).AsTask().Result));
                        Same("in a record", Print.Of(client.EchoHolderAsync(new(value, 1)).AsTask().Result.Value));
                        Same("in a list", Print.Of(client.EchoListAsync([value, value]).AsTask().Result[1]));
                        Same("in a pair", Print.Of(client.EchoPairAsync(new("a", value)).AsTask().Result.Value));
                        client.PutAsync(value).AsTask().Wait();
                        var saved = Loop.Save(machine);
                        var restored = Loop.New<Machine{{i}}>();
                        ((IReplicatedStateMachine)restored).Load(saved);
                        Loop.Require(machine.Text() == restored.Text(), $"{machine.Text()} was restored as {restored.Text()}");
                        Loop.Require(saved.AsSpan().SequenceEqual(Loop.Save(restored)), "other bytes after a restore");
                        return "";
                    }
                    catch (Exception error)
                    {
                        return (error as AggregateException)?.InnerException?.ToString() ?? error.ToString();
                    }
                }
            }
            """;

    private static string CallsOf(int i, string type)
        => $$"""
            [ReplicatedStateMachine]
            public sealed partial class Machine{{i}}
            {
                [Command(1)] public {{type}} Echo({{type}} value) => value;
                [Command(2)] public List<{{type}}> EchoList(List<{{type}}> value) => value;
                [Command(3)] public (int, {{type}}) EchoTuple((int, {{type}}) value) => value;
            }

            public static class Check{{i}}
            {
                public static string Run({{type}} value)
                {
                    try
                    {
                        var loop = new Loop(Loop.New<Machine{{i}}>());
                        var client = Machine{{i}}Client.Create(loop);
                        var text = Print.Of(value);
                        void Same(string what, string back)
                        {
                            Loop.Require(back == text, $"{what}: {text} came back as {back}");
                            Loop.Require(loop.Sent.AsSpan().SequenceEqual(loop.Answer), $"{what}: {Convert.ToHexString(loop.Sent)} came back as {Convert.ToHexString(loop.Answer)}");
                        }

                        Same("alone", Print.Of(client.EchoAsync(value).AsTask().Result));
                        Same("in a list", Print.Of(client.EchoListAsync([value, value]).AsTask().Result[1]));
                        Same("in a tuple", Print.Of(client.EchoTupleAsync((1, value)).AsTask().Result.Item2));
                        return "";
                    }
                    catch (Exception error)
                    {
                        return (error as AggregateException)?.InnerException?.ToString() ?? error.ToString();
                    }
                }
            }
            """;
}

/// <summary>Where a shape may stand.</summary>
[Flags]
internal enum Places
{
    Calls = 1,
    State = 2,
    Everywhere = Calls | State,
}
