using System;
using PaxosGen;
namespace Corpus.B319;

[ReplicatedStateMachine]
public partial class Parts
{
    private long _stamp;

    [Command(1)]
    public long Mark() { Stamp(); return _stamp + Age; }

    private partial long Age { get; }
    partial void Stamp();
}

public partial class Parts
{
    partial void Stamp() => _stamp = DateTime.UtcNow.Ticks; // EXPECT: wall-clock
    private partial long Age => Environment.TickCount64; // EXPECT: wall-clock
}
