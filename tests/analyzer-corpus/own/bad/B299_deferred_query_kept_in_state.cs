using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B299;

[ReplicatedStateMachine]
public partial class Filtered
{
    private readonly List<int> _all = new();
    private IEnumerable<int> _small = []; // EXPECT: deferred-execution|state-shape #a

    [Command(1)]
    public void Limit(int max) => _small = _all.Where(x => x < max); // EXPECT: deferred-execution|state-shape #a

    [Command(2)]
    public int Add(int x)
    {
        _all.Add(x);
        return _small.Count();
    }
}
