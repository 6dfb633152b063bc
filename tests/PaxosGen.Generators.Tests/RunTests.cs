namespace PaxosGen.Generators.Tests;

/// <summary>Projects that are unlike ours compile without warnings and run.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_bank_runs()
        => Assert.Equal("5.5", await Compiled.From(
            Sources.Bank,
            Sources.Loop,
            """
            public static class Program
            {
                public static string Run()
                {
                    var client = Demo.BankClient.Create(new Loop(Loop.New<Demo.Bank>()));
                    client.DepositAsync("a", 5.5m).AsTask().Wait();
                    return client.BalanceAsync("a").AsTask().Result.ToString(System.Globalization.CultureInfo.InvariantCulture);
                }
            }
            """).RunAsync());

    [Fact]
    public async Task Keywords_and_colliding_names_in_the_global_namespace_run()
        => Assert.Equal("@class 7 [1, 2]", await Compiled.From(
            Sources.Loop,
            """
            using PaxosGen;

            // Names that generated code would use if it were careless.
            public class String { }
            public class System_ { }
            public class List { }
            public class CanonicalWriter { }
            public class CanonicalReader { }
            public class Unsafe { }
            public class Guid { }
            public class ValueTask { }
            public class Int32Codec { }

            public enum @enum : short { @new, @void }

            public sealed record @event(@enum @int, string @base);

            [ReplicatedStateMachine]
            public sealed partial class @class
            {
                private int @return, @this, value, reader, snapshot, writer;
                public string? @string { get; set; }
                private class Codecs { }
                private int Fields;
                private int PrivateCodecs() => Fields;

                [Command(1)]
                public @event @if(@event @else, int @while, int[] @for, @enum @do, int Wire)
                {
                    @return = @while;
                    value = reader = snapshot = writer = @this = Wire;
                    @string = string.Join(", ", @for);
                    return @else with { @int = @do };
                }

                [Query(2)]
                public string Describe(bool await, bool var) => $"@class {@return} [{@string}]";

                public int Create() => PrivateCodecs();
            }

            public static class Program
            {
                public static string Run()
                {
                    var client = classClient.Create(new Loop(Loop.New<@class>()));
                    var answer = client.ifAsync(new @event(@enum.@new, "x"), 7, new[] { 1, 2 }, @enum.@void, 1).AsTask().Result;
                    var copy = Loop.New<@class>();
                    var writer = new PaxosGen.CanonicalWriter();
                    var again = Loop.New<@class>();
                    return answer.@int == @enum.@void ? client.DescribeAsync(false, true).AsTask().Result : "wrong";
                }
            }
            """).RunAsync());

    [Fact]
    public async Task A_project_without_nullable_annotations_runs_and_may_send_null()
        => Assert.Equal("0null", await Compiled.From(
            Sources.Loop,
            """
            #nullable disable
            using System.Collections.Generic;
            using PaxosGen;

            namespace My.System
            {
                public class Item { public string Name; public Item Parent; }

                namespace PaxosGen.Deep
                {
                    [ReplicatedStateMachine]
                    public partial class Machine
                    {
                        private List<Item> items = new List<Item>();
                        private Item[][] table;

                        [Command(1)]
                        public Item Add(Item item, string[] names) { items.Add(item); table = new[] { items.ToArray(), null }; return item; }

                        [Query(2)]
                        public string First(string suffix) => items.Count - 1 + (items[0]?.Name ?? suffix ?? "null");
                    }
                }
            }

            public static class Program
            {
                public static string Run()
                {
                    var client = My.System.PaxosGen.Deep.MachineClient.Create(new Loop(Loop.New<My.System.PaxosGen.Deep.Machine>()));
                    return client.AddAsync(null, null).AsTask().Result is null ? client.FirstAsync(null).AsTask().Result : "wrong";
                }
            }
            """).RunAsync());

    [Fact]
    public async Task Nested_private_and_partial_machines_run()
        => Assert.Equal("3", await Compiled.From(
            Sources.Loop,
            """
            namespace N;

            public partial struct S
            {
                internal partial interface I
                {
                    private partial record R
                    {
                        [PaxosGen.ReplicatedStateMachine]
                        private sealed partial class Machine
                        {
                            [PaxosGen.Tag(1)] private int _a;
                            [PaxosGen.Command(1)] public Hidden Add(Hidden by) { _a += by.Value; _b++; return new Hidden(_a + _b); }
                        }

                        private sealed record Hidden(int Value);

                        public static int Run() => MachineClient.Create(new Loop(Loop.New<Machine>())).AddAsync(new Hidden(2)).AsTask().Result.Value;
                    }

                    public static int Run() => R.Run();
                }

                public static int Run() => I.Run();
            }
            """,
            """
            namespace N;

            public partial struct S
            {
                internal partial interface I
                {
                    private partial record R
                    {
                        private sealed partial class Machine
                        {
                            [PaxosGen.Tag(2)] private int _b;
                        }
                    }
                }
            }
            """,
            "public static class Program { public static string Run() => N.S.Run().ToString(); }").RunAsync());
}
