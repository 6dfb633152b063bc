using System;
using PaxosGen;
namespace Corpus.B322;

public abstract class Audited
{
    protected virtual DateTime When() => DateTime.UtcNow; // EXPECT: wall-clock
    protected string Who { get; set; } = Environment.UserName; // EXPECT: environment
}

[ReplicatedStateMachine]
public partial class Payments : Audited
{
    private DateTime _paidAt;

    [Command(1)]
    public int Pay(int cents)
    {
        _paidAt = When();
        return cents + Who.Length;
    }
}
