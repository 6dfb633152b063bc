using PaxosGen;
namespace Corpus.B242;

public sealed record Item(string Sku, int Size);

[ReplicatedStateMachine]
public partial class ETags
{
    private int _tag;

    [Command(1)]
    public int Set(string sku, int size) => _tag = new Item(sku, size).GetHashCode(); // EXPECT: unstable-hash

    [Command(2)]
    public int Pair(int a, int b) => _tag = (a, b).GetHashCode(); // EXPECT: unstable-hash
}
