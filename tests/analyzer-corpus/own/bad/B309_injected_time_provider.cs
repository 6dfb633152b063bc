using System;
using PaxosGen;
namespace Corpus.B309;

[ReplicatedStateMachine]
public partial class Leases
{
    [NotReplicated] private readonly TimeProvider _time; // ALLOW: injection|wall-clock|state-shape
    private DateTimeOffset _until;

    public Leases() : this(TimeProvider.System) { } // ALLOW: injection|wall-clock

    public Leases(TimeProvider time) => _time = time; // ALLOW: injection|wall-clock

    [Command(1)]
    public bool Take(int seconds)
    {
        if (_until > _time.GetUtcNow()) return false; // EXPECT: wall-clock
        _until = _time.GetUtcNow().AddSeconds(seconds); // EXPECT: wall-clock
        return true;
    }
}
