using System.Threading;
using PaxosGen;
namespace Corpus.G308;

[ReplicatedStateMachine]
public partial class Counters
{
    private long _total;
    private int _calls;

    [Command(1)]
    public long Add(long n)
    {
        Interlocked.Increment(ref _calls); // ALLOW: threading
        return Interlocked.Add(ref _total, n); // ALLOW: threading
    }

    [Query(2)]
    public long Total() => Volatile.Read(ref _total); // ALLOW: threading
}
