namespace PaxosGen.Analyzers.Tests.Rules;

/// <summary>PXG1001. Clocks: each way to read one, and times that the log carries.</summary>
public sealed class ClockTests
{
    private static readonly RuleCase Case = new(
        "PXG1001",
        """
        using System;
        using System.Collections.Generic;
        using System.Diagnostics;
        using System.Linq;
        using PaxosGen;
        using static System.DateTime;
        using Clock = System.DateTimeOffset;
        namespace ClockCases;

        [ReplicatedStateMachine]
        public partial class Bad
        {
            private long _ticks;
            private DateTime _opened = DateTime.UtcNow; // PXG1001

            [Command(1)]
            public void Read(int days)
            {
                _ticks = DateTime.Now.Ticks; // PXG1001
                _ticks = UtcNow.Ticks; // PXG1001
                _ticks = DateTime.Today.Ticks; // PXG1001
                _ticks = Clock.Now.Ticks; // PXG1001
                _ticks = Clock.UtcNow.AddDays(days).Ticks; // PXG1001
                _ticks = Environment.TickCount; // PXG1001
                _ticks = Environment.TickCount64; // PXG1001
                _ticks = Stopwatch.GetTimestamp(); // PXG1001
                var watch = Stopwatch.StartNew(); // PXG1001
                _ticks = watch.ElapsedTicks; // PXG1001
                _ticks = TimeProvider.System.GetUtcNow().Ticks; // PXG1001
                _ticks = Activity.Current?.StartTimeUtc.Ticks ?? 0; // PXG1001
                Func<DateTime> now = () => DateTime.UtcNow; // PXG1001
                _ticks = now().Ticks;
                _ticks = Enumerable.Range(0, days)
                    .Select(_ => DateTime
                        .UtcNow) // PXG1001
                    .Max().Ticks;
                _opened = new DateTime(_ticks, DateTimeKind.Utc);
                _ticks = Age(_opened);
                _ticks = this is { Now.Ticks: > 0 } ? 1 : 0;
            }

            private DateTime Now => DateTime.UtcNow; // PXG1001

            private static long Age(DateTime since, long? now = null) => (now ?? DateTime.UtcNow.Ticks) - since.Ticks; // PXG1001
        }

        public sealed record Order(int Id)
        {
            public DateTime PlacedAt { get; init; } = DateTime.UtcNow;
        }

        [ReplicatedStateMachine]
        public partial class Good
        {
            private readonly List<DateTimeOffset> _times = [];
            private readonly List<Order> _orders = [];

            [Command(1)]
            public void Read(Order order, CommandContext context)
            {
                _times.Add(context.Timestamp);
                _times.Add(context.Timestamp.AddMinutes(5));
                _orders.Add(order);
                var name = nameof(DateTime.UtcNow);
                var epoch = DateTime.UnixEpoch + TimeSpan.FromDays(name.Length);
                if (context.Timestamp.UtcDateTime > epoch && context.Timestamp - _times[0] > TimeSpan.FromHours(1) && DateTime.IsLeapYear(2024))
                {
                    _times.Clear();
                }
            }

            public static DateTime OnlyForHosts() => DateTime.UtcNow;
        }
        """);

    [Fact]
    public Task Each_marked_line_is_reported_and_no_other() => Case.ExpectAsync();

    [Fact]
    public Task Nothing_is_said_of_good_code() => Case.ExpectCleanAsync();
}
