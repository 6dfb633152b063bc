using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B213;

public sealed class Span(List<string> log) : IDisposable
{
    public void Dispose() => log.Add("ended " + DateTime.UtcNow.Ticks); // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Traced
{
    private readonly List<string> _log = new();

    [Command(1)]
    public int Work(int n)
    {
        using var span = new Span(_log);
        return n * 2;
    }
}
