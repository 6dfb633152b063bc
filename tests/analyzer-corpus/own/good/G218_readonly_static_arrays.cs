using System;
using System.Collections.Immutable;
using PaxosGen;
namespace Corpus.G218;

[ReplicatedStateMachine]
public partial class Calendar
{
    private static readonly int[] DaysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    private static readonly ImmutableArray<string> Names = ["jan", "feb", "mar"];
    private static ReadOnlySpan<byte> Magic => "cal1"u8;
    private const int Base = 1970;
    private int _last;

    [Command(1)]
    public int Set(int year, int month, int day) =>
        _last = (year - Base) * 365 + DaysBefore[(month - 1) % 12] + day + Names[month % 3].Length + Magic[0];
}
