using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G234;

// The client reads its own clock and sends what it read; the state machine only sees the value.
public sealed record Reading(Guid Id, DateTime TakenAt, double Celsius)
{
    public static Reading Take(double celsius) => new(Guid.NewGuid(), DateTime.UtcNow, celsius);
}

[ReplicatedStateMachine]
public partial class Readings
{
    private readonly List<Reading> _readings = new();

    [Command(1)]
    public int Add(Reading reading)
    {
        if (_readings.Count > 0 && _readings[^1].TakenAt > reading.TakenAt) return -1;
        _readings.Add(reading);
        return _readings.Count;
    }
}
