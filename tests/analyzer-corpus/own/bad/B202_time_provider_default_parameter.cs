using System;
using PaxosGen;
namespace Corpus.B202;

internal sealed class Clock(TimeProvider? provider = null)
{
    private readonly TimeProvider _provider = provider ?? TimeProvider.System; // ALLOW: wall-clock
    public DateTimeOffset Now => _provider.GetUtcNow(); // EXPECT: wall-clock
}

[ReplicatedStateMachine]
public partial class Uptime
{
    private DateTimeOffset _started;

    [Command(1)]
    public void Start() => _started = new Clock().Now;
}
