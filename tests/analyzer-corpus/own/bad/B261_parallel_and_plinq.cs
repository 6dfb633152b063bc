using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PaxosGen;
namespace Corpus.B261;

[ReplicatedStateMachine]
public partial class Crunch
{
    private readonly List<int> _out = new();

    [Command(1)]
    public int Run(int[] xs)
    {
        Parallel.ForEach(xs, x => { lock (_out) _out.Add(x * x); }); // EXPECT: threading
        _out.AddRange(xs.AsParallel().Select(x => x + 1)); // EXPECT: threading
        return _out.Count;
    }
}
