using System.Threading;
using PaxosGen;
namespace Corpus.B265;

[ReplicatedStateMachine]
public partial class Counters
{
    private static readonly ThreadLocal<int> Depth = new(() => 0); // ALLOW: threading|static-state
    private int _max;

    [Command(1)]
    public int Enter()
    {
        Depth.Value++; // EXPECT: threading|static-state
        return _max = Depth.Value; // ALLOW: threading|static-state
    }
}
