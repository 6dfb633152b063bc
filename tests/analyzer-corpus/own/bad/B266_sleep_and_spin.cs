using System.Threading;
using PaxosGen;
namespace Corpus.B266;

[ReplicatedStateMachine]
public partial class Polite
{
    private int _turns;

    [Command(1)]
    public int Turn()
    {
        Thread.Sleep(1); // EXPECT: threading|wall-clock
        if (SpinWait.SpinUntil(() => _turns > 3, 1)) _turns = 0; // EXPECT: threading|wall-clock|timeout
        return ++_turns;
    }
}
