namespace PaxosGen.Generators.Tests;

/// <summary>Types of one assembly as state and parameters of a state machine in another.</summary>
public sealed class ReplicatedTypeTests
{
    private const string Library =
        """
        using PaxosGen;
        using System.Collections.Generic;

        namespace Shop;

        public enum Size { Small, Large }

        public abstract class Thing
        {
            private int _weight;
            public int Weigh(int more) => _weight += more;
        }

        [Replicated]
        public sealed class Order : Thing
        {
            private readonly List<Line> _lines = [];
            private Order() { }
            public static Order Empty() => new();
            public Order Add(string name, Size size) { _lines.Add(new Line(name, size)); return this; }
            public override string ToString() => string.Join(",", _lines) + Weigh(0);
            internal sealed record Line(string Name, Size Size);
        }

        [Replicated]
        public readonly record struct Price(decimal Amount);

        [Replicated, Union(1, typeof(Paid)), Union(2, typeof(Open))]
        public interface IState { }
        public sealed record Paid(Price Price) : IState;
        public sealed record Open : IState;

        public sealed record Unmarked(int X);
        """;

    private const string Machine =
        """
        using System;
        using System.Collections.Generic;
        using PaxosGen;
        using Shop;

        [ReplicatedStateMachine]
        public sealed partial class Till
        {
            private readonly SortedDictionary<int, Order> _orders = [];
            private IState? _last;
            [Command(1)] public Order Put(int id, Order order, Price? price, List<IState> states) { _orders[id] = order; _last = states[^1]; order.Weigh(id); return order; }
            [Query(2)] public string Text() => $"{_orders[7]} {_last}";
        }

        public static class Program
        {
            public static T New<T>() where T : IReplicatedStateMachine<T> => T.Create();
            public static byte[] Save(IReplicatedStateMachine machine) { var writer = new CanonicalWriter(); machine.Save(writer, 1); return writer.ToArray(); }
            public static string Run()
            {
                var till = New<Till>();
                till.Put(7, Order.Empty().Add("tea", Size.Large).Add("jam", Size.Small), new Price(1.5m), [new Open(), new Paid(new Price(2m))]);
                var restored = New<Till>();
                ((IReplicatedStateMachine)restored).Load(Save(till));
                return restored.Text() + " " + (Convert.ToHexString(Save(till)) == Convert.ToHexString(Save(restored)));
            }
        }
        """;

    [Fact]
    public async Task A_machine_elsewhere_encodes_them_with_their_private_fields()
    {
        var library = Compiled.From(Library);
        var project = await Compiled.FromAsync(library, Machine);
        Assert.Equal("Line { Name = tea, Size = Large },Line { Name = jam, Size = Small }7 Paid { Price = Price { Amount = 2 } } True", await project.RunAsync(library));
        var codecs = project.Generated("Till-Codecs.g.cs");
        Assert.Contains("type Shop.Order\n", codecs, StringComparison.Ordinal);
        Assert.Contains("  1 Thing._weight: int\n", codecs, StringComparison.Ordinal);
        Assert.Contains("enum Shop.Size: int", codecs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_without_the_attribute_are_refused()
    {
        var project = await Compiled.FromAsync(
            Compiled.From(Library),
            """
            [PaxosGen.ReplicatedStateMachine]
            public sealed partial class Till
            {
                private Shop.Unmarked? _unmarked; // PXG0007
                [PaxosGen.Command(1)] public Shop.Paid? Put(Shop.Paid? paid) => paid; // PXG0007 PXG0007
                public object? Use() => _unmarked = new(1);
            }
            """);
        await project.ExpectMarkedDiagnosticsAsync();
    }

    [Fact]
    public async Task What_cannot_be_marked_is_refused()
        => await Compiled.From(
            """
            using PaxosGen;
            [Replicated] public sealed record Page<T>(T[] Items); // PXG0022
            [Replicated] file sealed record Local(int X); // PXG0022
            [Replicated] public abstract class Base { } // PXG0007
            [Replicated] public sealed class Holder { public object? Any; } // PXG0007
            [ReplicatedStateMachine, Replicated] public sealed partial class Machine { } // PXG0022
            public class Outer { [Replicated] private sealed class Hidden { } } // PXG0022
            """).ExpectMarkedDiagnosticsAsync();

    [Fact]
    public void An_unrelated_edit_leaves_the_step_cached()
    {
        var before = Compiled.From(Library, "class Other { }");
        var after = before.With(before.Input.ReplaceSyntaxTree(before.Input.SyntaxTrees[1], Compiled.Tree("class Other { int Added() => 1; }", "File1.cs")));
        var steps = after.Driver.GetRunResult().Results.Single().TrackedSteps["ReplicatedType"];
        Assert.NotEmpty(steps);
        Assert.All(steps.SelectMany(static s => s.Outputs), static o => Assert.True(o.Reason is Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached or Microsoft.CodeAnalysis.IncrementalStepRunReason.Unchanged));
    }
}
