using System;
using System.Globalization;
using PaxosGen;
namespace Corpus.G285;

[ReplicatedStateMachine]
public partial class Deadlines
{
    private DateTimeOffset _deadline;

    [Command(1)]
    public bool Set(string text)
    {
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return false;
        _deadline = at.ToUniversalTime();
        return true;
    }

    [Command(2)]
    public bool SetDay(string day)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return false;
        _deadline = new DateTimeOffset(date.Year, date.Month, date.Day, 0, 0, 0, TimeSpan.Zero);
        return _deadline.UtcDateTime.DayOfYear > 1;
    }
}
