using System;
using PaxosGen;
namespace Corpus.B281;

[ReplicatedStateMachine]
public partial class Alarm
{
    private int _level;

    public event EventHandler<int>? Raised; // EXPECT: state-shape #a

    [Command(1)]
    public int Raise(int by)
    {
        _level += by;
        Raised?.Invoke(this, _level); // EXPECT: state-shape|unknown-call #a
        return _level;
    }
}
