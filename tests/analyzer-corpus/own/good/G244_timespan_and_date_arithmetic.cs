using System;
using PaxosGen;
namespace Corpus.G244;

[ReplicatedStateMachine]
public partial class Billing
{
    private DateOnly _dueOn = new(2024, 1, 31);
    private DateTime _paidAt = DateTime.UnixEpoch;

    [Command(1)]
    public int Pay(CommandContext context)
    {
        var now = context.Timestamp.UtcDateTime;
        var today = DateOnly.FromDateTime(now);
        var late = today.DayNumber - _dueOn.DayNumber;
        _paidAt = DateTime.SpecifyKind(now, DateTimeKind.Utc);
        _dueOn = new DateOnly(today.Year, today.Month, DateTime.DaysInMonth(today.Year, today.Month)).AddMonths(1);
        var grace = TimeSpan.FromDays(3) + new TimeSpan(12, 0, 0);
        return now.DayOfWeek == DayOfWeek.Sunday || _paidAt.TimeOfDay > grace ? late - 1 : late;
    }

    [Query(2)]
    public long DueUnix() => new DateTimeOffset(_dueOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeSeconds();
}
