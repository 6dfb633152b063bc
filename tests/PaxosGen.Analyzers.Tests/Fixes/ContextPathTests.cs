using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>The context goes through all methods between a command and the place that needs it, or the fix is not offered.</summary>
public sealed class ContextPathTests
{
    private const string Head = "using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing PaxosGen;\n\n";

    private static Task Expect(string before, string after) => Fixed.Expect(new ClockFix(), Head + before, Head + after);

    private static Task ExpectNoOffer(string members, string rest = "")
        => Fixed.ExpectNoOffer(new ClockFix(), Head + "[ReplicatedStateMachine]\npublic sealed partial class Machine\n{\n    private DateTime _last;\n" + members + "\n}\n" + rest);

    [Fact]
    public Task A_command_s_own_context_is_used_whatever_its_name() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public DateTime Set(int n, CommandContext command) => _last = /* kept */ DateTime.UtcNow; // Kept.
        }
        """,
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public DateTime Set(int n, CommandContext command) => _last = /* kept */ command.Timestamp.UtcDateTime; // Kept.
        }
        """);

    [Fact]
    public Task A_command_without_one_gets_one() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public void Set() => _last = DateTime.UtcNow;
            [Command(2)] public void Move(TimeSpan by) => _last = DateTime.UtcNow + by;
            [Command(3)]
            public void Long(
                int context,
                int other)
            {
                _last = DateTime.UtcNow.AddDays(context).AddDays(other);
            }
        }
        """,
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public void Set(CommandContext context) => _last = context.Timestamp.UtcDateTime;
            [Command(2)] public void Move(TimeSpan by, CommandContext context) => _last = context.Timestamp.UtcDateTime + by;
            [Command(3)]
            public void Long(
                int context,
                int other,
                CommandContext commandContext)
            {
                _last = commandContext.Timestamp.UtcDateTime.AddDays(context).AddDays(other);
            }
        }
        """);

    [Fact]
    public Task Methods_on_the_way_get_it_from_all_their_callers() => Fixed.Expect(
        new ClockFix(),
        [
            Head + """
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private readonly List<DateTime> _times = [];
                [Command(1)] public void Place(int n) { Record(n); Record(number: n); }
                [Command(2)] public void Again(CommandContext c) { for (var i = 0; i < 3; i++) { Record(i, "a", "b"); } }
                private void Record(int number, params string[] notes)
                {
                    _times.Add(Stamps.Stamp(number, /* kept */ twice: true));
                    _times.Add(number.Stamp());
                    if (number > 0) Record(number - 1);
                }
            }
            """,
            Head + """
            /// <summary>See <see cref="Stamp"/>.</summary>
            internal static class Stamps
            {
                public static string Name => nameof(Stamp);
                public static DateTime Stamp(this int n, bool twice = false) => twice ? Now() : Now().AddDays(n);
                private static DateTime Now() => DateTime.UtcNow;
            }
            """,
        ],
        [
            Head + """
            [ReplicatedStateMachine]
            public sealed partial class Machine
            {
                private readonly List<DateTime> _times = [];
                [Command(1)] public void Place(int n, CommandContext context) { Record(n, context); Record(number: n, context: context); }
                [Command(2)] public void Again(CommandContext c) { for (var i = 0; i < 3; i++) { Record(i, c, "a", "b"); } }
                private void Record(int number, CommandContext context, params string[] notes)
                {
                    _times.Add(Stamps.Stamp(number, context, /* kept */ twice: true));
                    _times.Add(number.Stamp(context));
                    if (number > 0) Record(number - 1, context);
                }
            }
            """,
            Head + """
            /// <summary>See <see cref="Stamp"/>.</summary>
            internal static class Stamps
            {
                public static string Name => nameof(Stamp);
                public static DateTime Stamp(this int n, CommandContext context, bool twice = false) => twice ? Now(context) : Now(context).AddDays(n);
                private static DateTime Now(CommandContext context) => context.Timestamp.UtcDateTime;
            }
            """,
        ]);

    [Fact]
    public Task Several_clocks_in_one_method_need_one_parameter() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _first, _last;
            [Command(1)] public void Set() { Fill(DateTime.UtcNow); Fill(DateTime.UtcNow); }
            private void Fill(DateTime time) { _first = DateTime.UtcNow; _last = time < DateTime.UtcNow ? time : Later(DateTime.UtcNow); }
            private DateTime Later(DateTime time) => DateTime.UtcNow > time ? DateTime.UtcNow : time;
        }
        """,
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _first, _last;
            [Command(1)] public void Set(CommandContext context) { Fill(context.Timestamp.UtcDateTime, context); Fill(context.Timestamp.UtcDateTime, context); }
            private void Fill(DateTime time, CommandContext context) { _first = context.Timestamp.UtcDateTime; _last = time < context.Timestamp.UtcDateTime ? time : Later(context.Timestamp.UtcDateTime, context); }
            private DateTime Later(DateTime time, CommandContext context) => context.Timestamp.UtcDateTime > time ? context.Timestamp.UtcDateTime : time;
        }
        """);

    [Fact]
    public Task Lambdas_and_local_functions_capture_it_and_static_ones_get_it() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private List<DateTime> _times = [];
            [Command(1)] public void Set(int[] numbers) => _times = numbers.Select(n => DateTime.UtcNow.AddDays(n)).ToList();
            [Command(2)] public void Local()
            {
                _times.Add(Captures());
                _times.Add(Now(1));
                DateTime Captures() => DateTime.UtcNow;
                static DateTime Now(int days) => DateTime.UtcNow.AddDays(days);
            }
        }
        """,
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private List<DateTime> _times = [];
            [Command(1)] public void Set(int[] numbers, CommandContext context) => _times = numbers.Select(n => context.Timestamp.UtcDateTime.AddDays(n)).ToList();
            [Command(2)] public void Local(CommandContext context)
            {
                _times.Add(Captures());
                _times.Add(Now(1, context));
                DateTime Captures() => context.Timestamp.UtcDateTime;
                static DateTime Now(int days, CommandContext context) => context.Timestamp.UtcDateTime.AddDays(days);
            }
        }
        """);

    [Fact]
    public Task A_handler_that_another_calls_passes_it_on() => Expect(
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public void Outer() => Inner(1);
            [Command(2)] public void Inner(int days) => _last = DateTime.UtcNow.AddDays(days);
        }
        """,
        """
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _last;
            [Command(1)] public void Outer(CommandContext context) => Inner(1, context);
            [Command(2)] public void Inner(int days, CommandContext context) => _last = context.Timestamp.UtcDateTime.AddDays(days);
        }
        """);

    [Theory]
    [InlineData("[Command(1)] public void Set() => _last = Now; private DateTime Now => DateTime.UtcNow;")]
    [InlineData("[Command(1)] public void Set() => _last = Now(); [Query(2)] public DateTime Get() => Now(); private DateTime Now() => DateTime.UtcNow;")]
    [InlineData("[Command(1)] public void Set() { Func<DateTime> now = Now; _last = now(); } private DateTime Now() => DateTime.UtcNow;")]
    [InlineData("[Command(1)] public void Set(int[] numbers) => _last = numbers.Select(static n => DateTime.UtcNow).First();")]
    [InlineData("[Command(1)] public void Set() => _last = new Stamp().Time;", "public sealed class Stamp { public Stamp() => Time = DateTime.UtcNow; public DateTime Time { get; } }")]
    [InlineData("[Command(1)] public void Set() => _last = new Stamp().Time;", "public sealed class Stamp { public DateTime Time { get; } = DateTime.UtcNow; }")]
    [InlineData("[Command(1)] public void Set() => _last = ((IClock)new Clock()).Now();", "public interface IClock { DateTime Now(); } public sealed class Clock : IClock { public DateTime Now() => DateTime.UtcNow; }")]
    [InlineData("[Command(1)] public void Set() => _last = new Clock().Now();", "public abstract class Base { public abstract DateTime Now(); } public sealed class Clock : Base { public override DateTime Now() => DateTime.UtcNow; }")]
    [InlineData("[Command(1)] public void Set() => _last = Clock.Now();", "public static class Clock { public static DateTime Now() => DateTime.UtcNow; } public sealed class Hosted { public DateTime Get() => Clock.Now(); }")]
    [InlineData("[Command(1)] public void Set(int days = 1) => _last = DateTime.UtcNow.AddDays(days);")]
    [InlineData("[Command(1)] public void Set() => _last = Now(1); private DateTime Now(int a) => DateTime.UtcNow; private DateTime Now(int a, CommandContext context) => context.Timestamp.UtcDateTime;")]
    [InlineData("[NotReplicated] private Func<DateTime>? _now; [Command(1)] public void Set() { _now = () => DateTime.UtcNow; _last = _now(); }")]
    [InlineData("[Command(1)] public void Set() { var all = new List<Func<DateTime>>(); all.Add(() => DateTime.UtcNow); _last = all[0](); }")]
    [InlineData("[Command(1)] public void Set() => _last = new Money(1) + 2;", "public readonly record struct Money(int N) { public static DateTime operator +(Money a, int b) => DateTime.UtcNow; }")]
    [InlineData("[Command(1)] public void Set(CommandContext? context) => _last = DateTime.UtcNow;")]
    public Task Where_not_every_caller_can_give_it_nothing_is_offered(string members, string rest = "") => ExpectNoOffer(members, rest);
}
