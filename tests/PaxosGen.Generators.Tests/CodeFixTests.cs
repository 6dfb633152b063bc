using PaxosGen.CodeFixes;

namespace PaxosGen.Generators.Tests;

/// <summary>Each fix: to the letter, one by one and all at once, compiling afterwards, and done when it is done.</summary>
public sealed class CodeFixTests
{
    private const string Usings = "using System;\nusing System.Collections.Generic;\nusing System.Threading.Tasks;\nusing PaxosGen;\n\n";

    [Fact]
    public Task Partial_is_added_to_the_class_and_all_around_it() => Fixed.Expect(
        new PartialFix(),
        Usings + """
        // Kept.
        class Outer<T> /* kept */ where T : struct
        {
            public readonly record struct Middle
            {
                /// <summary>Kept.</summary>
                [ReplicatedStateMachine]
                internal  sealed class Machine // Kept.
                {
                    [Command(1)] public void Do() { }
                }
            }
        }
        """.Replace("<T>", "", StringComparison.Ordinal).Replace(" where T : struct", "", StringComparison.Ordinal),
        Usings + """
        // Kept.
        partial class Outer /* kept */
        {
            public readonly partial record struct Middle
            {
                /// <summary>Kept.</summary>
                [ReplicatedStateMachine]
                internal  sealed partial class Machine // Kept.
                {
                    [Command(1)] public void Do() { }
                }
            }
        }
        """);

    [Fact]
    public Task Partial_is_added_to_all_parts_in_all_files() => Fixed.Expect(
        new PartialFix(),
        [Usings + "[ReplicatedStateMachine]\nclass A\n{\n}\n", Usings + "interface I\n{\n    [ReplicatedStateMachine] class B\n    {\n    }\n}\n"],
        [Usings + "[ReplicatedStateMachine]\npartial class A\n{\n}\n", Usings + "partial interface I\n{\n    [ReplicatedStateMachine] partial class B\n    {\n    }\n}\n"]);

    [Fact]
    public Task Ids_are_the_next_free_ones() => Fixed.Expect(
        new IdFix(),
        [
            Usings + """
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                [Command(7)] public void Seven() { }
                [Command(0)] public void Zero() { }
                [Command] public void Missing() { }
                [Query(/* old */ -1, Consistency = ReadConsistency.Stale)] public int Negative() => 1;
                [Query(Consistency = ReadConsistency.Stale)] public int Named() => 1;
                [PaxosGen.Command("x")] public void Text() { }
                [Command(id: 7)] public void Repeated() { }
            }
            """,
            Usings + """
            [ReplicatedStateMachine]
            public sealed partial class Other
            {
                [Command()]
                public void Empty() { }
            }
            """,
        ],
        [
            Usings + """
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                [Command(7)] public void Seven() { }
                [Command(8)] public void Zero() { }
                [Command(9)] public void Missing() { }
                [Query(/* old */ 10, Consistency = ReadConsistency.Stale)] public int Negative() => 1;
                [Query(11, Consistency = ReadConsistency.Stale)] public int Named() => 1;
                [PaxosGen.Command(12)] public void Text() { }
                [Command(id: 13)] public void Repeated() { }
            }
            """,
            Usings + """
            [ReplicatedStateMachine]
            public sealed partial class Other
            {
                [Command(1)]
                public void Empty() { }
            }
            """,
        ]);

    [Fact]
    public async Task All_in_a_document_leaves_other_files_alone()
    {
        string[] before = [Usings + "[ReplicatedStateMachine] partial class A { [Command(0)] void X() { } [Command(0)] void Y() { } }", Usings + "[ReplicatedStateMachine] partial class B { [Command(0)] void X() { } }"];
        var after = await Fixed.InFirstFileAsync(new IdFix(), before);
        Assert.Equal(Usings + "[ReplicatedStateMachine] partial class A { [Command(1)] void X() { } [Command(2)] void Y() { } }", after[0]);
        Assert.Equal(before[1], after[1]);
    }

    [Fact]
    public Task Sorted_collections_get_an_ordinal_comparer() => Fixed.Expect(
        new OrdinalComparerFix(),
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private static readonly string[] Seed = ["x"];
            private readonly SortedDictionary<string, int> _a = new(); // Kept.
            private readonly SortedSet<string> _b = [];
            public SortedSet<string> C { get; } = new SortedSet<string> { "x" };
            private readonly SortedSet<string> _d = ["y", .. Seed];
            private readonly SortedSet<string> _e = new(Seed);
            private readonly SortedDictionary<string, int> _f = new(new Dictionary<string, int>()) { ["x"] = 1 };
            private readonly SortedSet<string> _g = new(collection: Seed);
            private readonly SortedSet<string> _h = new(comparer: null);
            private readonly SortedSet<string> _i = new(Seed, StringComparer.CurrentCulture);
            private readonly SortedSet<string> _j = new(Comparer<string>.Default);
            private readonly SortedSet<string> _k, _l;
            public Machine()
            {
                _k = new SortedSet<string>( /* kept */ );
                this._l = [];
            }
        }
        """,
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private static readonly string[] Seed = ["x"];
            private readonly SortedDictionary<string, int> _a = new(StringComparer.Ordinal); // Kept.
            private readonly SortedSet<string> _b = new(StringComparer.Ordinal);
            public SortedSet<string> C { get; } = new SortedSet<string>(StringComparer.Ordinal) { "x" };
            private readonly SortedSet<string> _d = new(["y", .. Seed], StringComparer.Ordinal);
            private readonly SortedSet<string> _e = new(Seed, StringComparer.Ordinal);
            private readonly SortedDictionary<string, int> _f = new(new Dictionary<string, int>(), StringComparer.Ordinal) { ["x"] = 1 };
            private readonly SortedSet<string> _g = new(collection: Seed, comparer: StringComparer.Ordinal);
            private readonly SortedSet<string> _h = new(comparer: StringComparer.Ordinal);
            private readonly SortedSet<string> _i = new(Seed, StringComparer.Ordinal);
            private readonly SortedSet<string> _j = new(StringComparer.Ordinal);
            private readonly SortedSet<string> _k, _l;
            public Machine()
            {
                _k = new SortedSet<string>( /* kept */ StringComparer.Ordinal);
                this._l = new(StringComparer.Ordinal);
            }
        }
        """);

    [Fact]
    public Task Names_are_as_short_as_the_usings_allow() => Fixed.Expect(
        new OrdinalComparerFix(),
        "[PaxosGen.ReplicatedStateMachine] partial class A { public System.Collections.Generic.SortedSet<string> X { get; set; } = []; }",
        "[PaxosGen.ReplicatedStateMachine] partial class A { public System.Collections.Generic.SortedSet<string> X { get; set; } = new(System.StringComparer.Ordinal); }");

    [Fact]
    public Task A_key_that_no_comparer_helps_gets_no_offer() => Fixed.ExpectNoOffer(
        new OrdinalComparerFix(),
        Usings + "[ReplicatedStateMachine] partial class A { private SortedSet<(int, string)> _x = new(); }");

    [Fact]
    public Task State_that_cannot_be_replicated_can_be_left_out() => Fixed.Expect(
        new NotReplicatedFix(),
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            // Kept.
            private readonly Action _log = () => { }; // Kept, too.

            /// <summary>Kept.</summary>
            public event Action? Happened;

            [field: Obsolete]
            public object? Cache { get; set; }
            private Lazy<int>? _a, _b;
            [Command(1)] public void Raise() { Happened?.Invoke(); _log(); (_a ?? _b)?.ToString(); }
        }
        """,
        Usings + """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            // Kept.
            [NotReplicated] private readonly Action _log = () => { }; // Kept, too.

            /// <summary>Kept.</summary>
            [NotReplicated] public event Action? Happened;

            [NotReplicated]
            [field: Obsolete]
            public object? Cache { get; set; }
            [NotReplicated] private Lazy<int>? _a, _b;
            [Command(1)] public void Raise() { Happened?.Invoke(); _log(); (_a ?? _b)?.ToString(); }
        }
        """);

    [Fact]
    public void Leaving_state_out_is_never_done_without_looking() => Assert.Null(new NotReplicatedFix().GetFixAllProvider());

    [Fact]
    public Task A_handler_s_parameters_and_results_cannot_be_left_out() => Fixed.ExpectNoOffer(
        new NotReplicatedFix(),
        Usings + "[ReplicatedStateMachine] partial class A { [Command(1)] public object X(Action a) => a; }");

    [Fact]
    public Task Tags_that_are_bad_become_the_next_free_ones() => Fixed.Expect(
        new TagFix(),
        Usings + """
        public sealed record Item([Tag(2)] int A, int B, int C);

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [Tag(0)] private int _zero;
            [Tag(536870912)] private int _large;
            [Tag(4)] private int _four;
            public int Four { get; set; }
            [Command(1)] public void Do([Tag(2)] int a, int b, CommandContext context) { }
            [Command(2)] public int Fine(Item b) => _four = _zero++ + _large++;
        }
        """,
        Usings + """
        public sealed record Item([Tag(2)] int A, [Tag(4)] int B, int C);

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            [Tag(5)] private int _zero;
            [Tag(6)] private int _large;
            [Tag(4)] private int _four;
            [Tag(7)] public int Four { get; set; }
            [Command(1)] public void Do([Tag(2)] int a, [Tag(3)] int b, CommandContext context) { }
            [Command(2)] public int Fine(Item b) => _four = _zero++ + _large++;
        }
        """);

    [Fact]
    public Task Fields_in_several_files_get_tags_in_the_order_of_files_and_lines() => Fixed.Expect(
        new TagFix(),
        [
            Usings + """
            public class Base { private int _first; public int Next() => _first++; }
            [ReplicatedStateMachine]
            public sealed partial class Machine : Base
            {
                private int _a;
                [Tag(4)] private int _b;
                [Command(1)] public int Sum() => _a++ + _b++ + (D ?? 0);
            }
            """,
            Usings + """
            public sealed partial class Machine
            {
                /// <summary>Kept.</summary>
                public int? D { get; set; }
            }
            """,
        ],
        [
            Usings + """
            public class Base { private int _first; public int Next() => _first++; }
            [ReplicatedStateMachine]
            public sealed partial class Machine : Base
            {
                [Tag(5)] private int _a;
                [Tag(4)] private int _b;
                [Command(1)] public int Sum() => _a++ + _b++ + (D ?? 0);
            }
            """,
            Usings + """
            public sealed partial class Machine
            {
                /// <summary>Kept.</summary>
                [Tag(6)] public int? D { get; set; }
            }
            """,
        ]);

    [Fact]
    public Task Captured_parameters_become_fields() => Fixed.Expect(
        new CapturedParameterFix(),
        Usings + """
        public sealed class Counter(int start, int step, List<int> @class)
        {
            private int _value = start + step;

            // Kept.
            public int Next()
            {
                @class.Add(step);
                return _value += step; // Kept.
            }
        }

        public struct Moving(int at)
        {
            public int Move() => at++;
        }

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Counter _counter = new(1, 2, []);
            private Moving _moving;
            [Command(1)] public int Next() => _counter.Next() + _moving.Move();
        }
        """,
        Usings + """
        public sealed class Counter(int start, int step, List<int> @class)
        {
            private int _value = start + step;
            private readonly int _step = step;
            private List<int> _class = @class;

            // Kept.
            public int Next()
            {
                _class.Add(_step);
                return _value += _step; // Kept.
            }
        }

        public struct Moving(int at)
        {
            private int _at = at;

            public int Move() => _at++;
        }

        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private Counter _counter = new(1, 2, []);
            private Moving _moving;
            [Command(1)] public int Next() => _counter.Next() + _moving.Move();
        }
        """);

    [Fact]
    public Task Versions_begin_with_one() => Fixed.Expect(
        new VersionFix(),
        Usings + "[ReplicatedStateMachine(Version = -3 /* kept */)] public partial class A { }",
        Usings + "[ReplicatedStateMachine(Version = 1 /* kept */)] public partial class A { }");

    [Fact]
    public async Task Titles_say_what_happens()
    {
        Assert.Equal(["Give it the id 8"], await Fixed.TitlesAsync(new IdFix(), Usings + "[ReplicatedStateMachine] partial class A { [Command(0)] void X() { } [Command(7)] void Y() { } }"));
        Assert.Equal(["Make 'A' partial"], await Fixed.TitlesAsync(new PartialFix(), Usings + "[ReplicatedStateMachine] class A { }"));
    }
}
