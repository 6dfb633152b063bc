namespace PaxosGen.Generators.Tests;

/// <summary>What is generated for unions, codecs of the user's, pairs, spans and types for other assemblies.</summary>
public sealed class ShapeSnapshotTests
{
    [Fact]
    public async Task Unions_codecs_pairs_and_spans_generate_this()
    {
        var compiled = Compiled.From(
            """
            using System;
            using System.Collections.Frozen;
            using System.Collections.Generic;
            using System.Collections.Immutable;
            using System.Numerics;
            using PaxosGen;
            using PaxosGen.Wire;

            namespace Demo;

            [Union(1, typeof(Circle))]
            [Union(2, typeof(Square))]
            public interface IShape;
            public record Circle(double Radius) : IShape;
            public record struct Square(double Side) : IShape;

            public readonly struct Celsius(int degrees) { public int Degrees { get; } = degrees; }

            public readonly struct CelsiusCodec : ICodec<Celsius>
            {
                public static WireKind Kind => WireKind.VarInt;
                public static int MinSize => 1;
                public static void Write(CanonicalWriter writer, Celsius value) => writer.WriteVarInt(value.Degrees);
                public static Celsius Read(ref CanonicalReader reader) => new(checked((int)reader.ReadVarInt()));
            }

            [ReplicatedStateMachine]
            public sealed partial class Drawing
            {
                private readonly PriorityQueue<IShape, int> _shapes = new();
                private ImmutableArray<int> _areas = [];
                private BigInteger _sum;
                [Codec(typeof(CelsiusCodec))] private Celsius _heat;
                private KeyValuePair<string, int>? _last;

                [Command(1)] public void Draw(IShape shape, [Codec(typeof(CelsiusCodec))] Celsius heat, ReadOnlySpan<byte> picture)
                {
                    _shapes.Enqueue(shape, picture.Length);
                    _heat = heat;
                }

                [Query(2)] public IReadOnlyList<IShape> Shapes(FrozenSet<int> areas) => [];
            }
            """);
        Assert.Empty(await compiled.DiagnosticsAsync());
        Verified.Equal("Drawing", compiled.Generated("Demo.Drawing.g.cs") + "\n" + compiled.Generated("Demo.Drawing-Codecs.g.cs") + "\n" + compiled.Generated("Demo.DrawingClient.g.cs"));
    }

    [Fact]
    public async Task A_type_for_other_assemblies_generates_this()
    {
        var compiled = Compiled.From(
            """
            using System.Collections.Generic;

            namespace Demo;

            [PaxosGen.Replicated]
            public sealed class Order
            {
                private readonly List<(string Name, int Count)> _lines = [];
                public decimal Total { get; set; }
                public Order Add(string name, int count) { _lines.Add((name, count)); return this; }
            }
            """);
        Assert.Empty(await compiled.DiagnosticsAsync());
        Verified.Equal("Demo_Order-Replicated", compiled.Generated("Demo_Order-Replicated.g.cs"));
    }
}
