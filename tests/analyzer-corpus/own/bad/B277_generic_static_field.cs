using PaxosGen;
namespace Corpus.B277;

internal static class Sequence<T>
{
    private static long s_last;
    public static long Next() => s_last++; // EXPECT: static-state
}

[ReplicatedStateMachine]
public partial class Typed
{
    private long _id;

    [Command(1)]
    public long Create() => _id = Sequence<string>.Next() + Sequence<int>.Next();
}
