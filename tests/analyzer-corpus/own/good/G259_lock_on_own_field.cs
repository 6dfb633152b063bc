using System.Collections.Generic;
using System.Threading;
using PaxosGen;
namespace Corpus.G259;

[ReplicatedStateMachine]
public partial class Locked
{
    [NotReplicated] private readonly Lock _gate = new(); // ALLOW: threading|state-shape
    private readonly List<int> _items = new();

    [Command(1)]
    public int Add(int x)
    {
        lock (_gate) // ALLOW: threading
        {
            _items.Add(x);
            return _items.Count;
        }
    }

    [Command(2)]
    public int Clear()
    {
        lock (_items) // ALLOW: threading
            _items.Clear();
        return _items.Count;
    }
}
