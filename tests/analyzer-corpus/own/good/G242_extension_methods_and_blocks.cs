using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G242;

internal static class TimeExtensions
{
    extension(DateTimeOffset when)
    {
        public bool HasPassed(DateTimeOffset now) => when <= now;
        public long Day => when.UtcTicks / TimeSpan.TicksPerDay;
    }

    public static DateTimeOffset Truncate(this DateTimeOffset when, TimeSpan unit) => when.AddTicks(-(when.UtcTicks % unit.Ticks));
}

[ReplicatedStateMachine]
public partial class Trials
{
    private readonly List<DateTimeOffset> _ends = new();

    [Command(1)]
    public long Start(int days, CommandContext context)
    {
        _ends.Add(context.Timestamp.Truncate(TimeSpan.FromHours(1)).AddDays(days));
        _ends.RemoveAll(e => e.HasPassed(context.Timestamp));
        return context.Timestamp.Day;
    }
}
