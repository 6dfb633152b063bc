using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B305;

[ReplicatedStateMachine]
public partial class Shifts
{
    private int _night;
    private DateTimeOffset _opens;

    [Command(1)]
    public int Clock(CommandContext context)
    {
        if (context.Timestamp.LocalDateTime.Hour >= 22) _night++; // EXPECT: time-zone
        var local = context.Timestamp.ToLocalTime(); // EXPECT: time-zone
        return _night + local.Minute + TimeZoneInfo.Local.BaseUtcOffset.Hours; // EXPECT: time-zone
    }

    [Command(2)]
    public void Open(DateTime at) => _opens = at; // EXPECT: time-zone
}
