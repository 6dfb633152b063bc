using System.Collections.Generic;
using System.Diagnostics;
using PaxosGen;
namespace Corpus.B201;

[ReplicatedStateMachine]
public partial class Compaction
{
    private readonly Queue<int> _work = new();

    [Command(1)]
    public int Compact()
    {
        var watch = Stopwatch.StartNew(); // EXPECT: wall-clock #a
        while (_work.Count > 0 && watch.ElapsedMilliseconds < 5) // EXPECT: wall-clock #a
            _work.Dequeue();
        return _work.Count;
    }
}
