using PaxosGen.CodeFixes.Determinism;
using PaxosGen.Generators.Tests;

namespace PaxosGen.Analyzers.Tests.Fixes;

/// <summary>Each clock becomes the log's time in the type that was used.</summary>
public sealed class ClockFixTests
{
    [Fact]
    public Task Clocks_become_the_log_s_time() => Fixed.Expect(
        new ClockFix(),
        """
        using System;
        using PaxosGen;
        using Clock = System.DateTime;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _time;
            private DateTimeOffset _offset;
            private DateOnly _day;
            private long _number;
            private string _text = "";
            [NotReplicated] private readonly TimeProvider _provider = null!;
            [Command(1)]
            public void Set(CommandContext context)
            {
                _time = DateTime.UtcNow;
                _time = System.DateTime.UtcNow.AddDays(1); // Kept.
                _time = Clock.UtcNow;
                _time = DateTime.Today;
                _time = DateTime.Now.ToUniversalTime();
                _number = DateTime.UtcNow.Ticks;
                _number = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                _number = DateTimeOffset.Now.ToUnixTimeSeconds();
                _offset = DateTimeOffset.UtcNow;
                _offset = TimeProvider.System.GetUtcNow();
                _offset = this._provider.GetUtcNow().AddDays(1);
                _day = DateOnly.FromDateTime(DateTime.UtcNow);
                _day = DateOnly.FromDateTime(DateTime.Now);
                _text = $"at {DateTime.UtcNow:O}";
            }
        }
        """,
        """
        using System;
        using PaxosGen;
        using Clock = System.DateTime;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private DateTime _time;
            private DateTimeOffset _offset;
            private DateOnly _day;
            private long _number;
            private string _text = "";
            [NotReplicated] private readonly TimeProvider _provider = null!;
            [Command(1)]
            public void Set(CommandContext context)
            {
                _time = context.Timestamp.UtcDateTime;
                _time = context.Timestamp.UtcDateTime.AddDays(1); // Kept.
                _time = context.Timestamp.UtcDateTime;
                _time = context.Timestamp.UtcDateTime.Date;
                _time = context.Timestamp.UtcDateTime.ToUniversalTime();
                _number = context.Timestamp.UtcDateTime.Ticks;
                _number = context.Timestamp.ToUnixTimeMilliseconds();
                _number = context.Timestamp.ToUnixTimeSeconds();
                _offset = context.Timestamp;
                _offset = context.Timestamp;
                _offset = context.Timestamp.AddDays(1);
                _day = DateOnly.FromDateTime(context.Timestamp.UtcDateTime);
                _day = DateOnly.FromDateTime(context.Timestamp.UtcDateTime);
                _text = $"at {context.Timestamp.UtcDateTime:O}";
            }
        }
        """);

    [Theory]
    [InlineData("DateTime.Now.Ticks")]
    [InlineData("DateTimeOffset.Now.Hour")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("Environment.TickCount64")]
    [InlineData("TimeProvider.System.GetTimestamp()")]
    public Task Local_times_and_durations_are_left_for_a_person(string value) => Fixed.ExpectNoOffer(
        new ClockFix(),
        $$"""
        using System;
        using PaxosGen;
        [ReplicatedStateMachine]
        public sealed partial class Machine
        {
            private long _last;
            [Command(1)] public void Set(CommandContext context) => _last = {{value}};
        }
        """);
}
