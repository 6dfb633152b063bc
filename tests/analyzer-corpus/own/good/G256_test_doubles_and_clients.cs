using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.G256;

public interface IClock { DateTimeOffset Now { get; } }
public sealed class SystemClock : IClock { public DateTimeOffset Now => DateTimeOffset.UtcNow; }
public sealed class LogClock(CommandContext context) : IClock { public DateTimeOffset Now => context.Timestamp; }

[ReplicatedStateMachine]
public partial class Quota
{
    private readonly Queue<DateTimeOffset> _uses = new();

    [Command(1)]
    public bool Use(CommandContext context)
    {
        var clock = new LogClock(context);
        while (_uses.Count > 0 && _uses.Peek() < clock.Now.AddHours(-1)) _uses.Dequeue();
        if (_uses.Count >= 10) return false;
        _uses.Enqueue(clock.Now);
        return true;
    }
}

public sealed class QuotaProbe(IClock clock)
{
    public QuotaProbe() : this(new SystemClock()) { }
    public Task<DateTimeOffset> ProbeAsync() => Task.Run(() => clock.Now);
}
