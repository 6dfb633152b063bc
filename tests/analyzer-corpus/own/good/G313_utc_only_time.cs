using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G313;

[ReplicatedStateMachine]
public partial class Shifts
{
    private DateTimeOffset _start;
    private readonly List<long> _marks = new();

    [Command(1)]
    public int Mark(long unix, DateTimeOffset at, CommandContext context)
    {
        _start = DateTimeOffset.FromUnixTimeSeconds(unix % 1000000);
        var noon = new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc);
        var fixedOffset = at.ToOffset(TimeSpan.FromHours(2));
        DateTimeOffset explicitOffset = new(noon, TimeSpan.Zero);
        _marks.Add(context.Timestamp.ToUniversalTime().UtcTicks / TimeSpan.TicksPerHour);
        return fixedOffset.Hour + explicitOffset.UtcDateTime.Hour + (at.EqualsExact(context.Timestamp) ? 1 : 0)
            + TimeZoneInfo.Utc.BaseUtcOffset.Hours + context.Timestamp.DateTime.Hour + (int)(context.Timestamp - _start).TotalDays;
    }
}
