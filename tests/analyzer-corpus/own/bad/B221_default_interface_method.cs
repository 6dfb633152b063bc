using System;
using PaxosGen;
namespace Corpus.B221;

public interface IStamped
{
    long Basis { get; }
    long Stamp() => Basis + DateTimeOffset.UtcNow.ToUnixTimeSeconds(); // EXPECT: wall-clock
}

public sealed class Plain : IStamped { public long Basis => 7; }

[ReplicatedStateMachine]
public partial class Stamper
{
    private long _last;

    [Command(1)]
    public void Go() => _last = ((IStamped)new Plain()).Stamp();
}
