using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B200;

[ReplicatedStateMachine]
public partial class Visits
{
    private readonly List<DateTime> _visits = new();

    [Command(1)]
    public void Visit() => _visits.Add(DateTime.Now); // EXPECT: wall-clock

    [Command(2)]
    public int VisitToday(int offset)
    {
        _visits.Add(DateTime.Today.AddDays(offset)); // EXPECT: wall-clock
        return _visits.Count;
    }
}
