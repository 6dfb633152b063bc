using System;
using PaxosGen;
namespace Corpus.B306;

[ReplicatedStateMachine]
public partial class Schedule
{
    private DateTime _at;
    private long _unix;

    [Command(1)]
    public long Plan(int year, int month, int day)
    {
        var date = new DateTime(year % 100 + 2000, month % 12 + 1, day % 28 + 1);
        _at = date.ToUniversalTime(); // EXPECT: time-zone
        _unix = new DateTimeOffset(date).ToUnixTimeSeconds(); // EXPECT: time-zone
        return _unix + TimeZoneInfo.ConvertTime(_at, TimeZoneInfo.Local).Ticks; // EXPECT: time-zone
    }
}
