using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G258;

// The initialisers run where the client makes the payload; decoding sets every property.
public sealed class Measurement
{
    public Guid Id { get; set; } = Guid.NewGuid();
    public DateTime At { get; set; } = DateTime.UtcNow;
    public int Value { get; set; }
}

[ReplicatedStateMachine]
public partial class Sensor
{
    private readonly List<int> _values = new();
    private DateTime _lastAt;

    [Command(1)]
    public int Record(Measurement measurement)
    {
        _values.Add(measurement.Value);
        _lastAt = measurement.At;
        return _values.Count;
    }
}
