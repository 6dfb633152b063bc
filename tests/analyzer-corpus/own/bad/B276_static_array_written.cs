using PaxosGen;
namespace Corpus.B276;

[ReplicatedStateMachine]
public partial class Buffered
{
    private static readonly byte[] Scratch = new byte[16];
    private int _sum;

    [Command(1)]
    public int Add(byte x)
    {
        Scratch[x & 15]++; // EXPECT: static-state
        foreach (var b in Scratch) _sum += b; // ALLOW: static-state
        return _sum;
    }
}
