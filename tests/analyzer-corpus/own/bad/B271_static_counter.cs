using PaxosGen;
namespace Corpus.B271;

[ReplicatedStateMachine]
public partial class Numbers
{
    private static int s_next;
    private int _last;

    [Command(1)]
    public int Next() => _last = ++s_next; // EXPECT: static-state
}
