using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G211;

[ReplicatedStateMachine]
public partial class Due
{
    private readonly Dictionary<long, int> _jobs = new();
    private readonly Queue<long> _ready = new();

    [Command(1)]
    public void Add(long id, int at) => _jobs[id] = at;

    [Command(2)]
    public int Run(int now)
    {
        var due = new List<long>();
        foreach (var (id, at) in _jobs)
            if (at <= now) due.Add(id);
        due.Sort();
        foreach (var id in due) { _jobs.Remove(id); _ready.Enqueue(id); }
        return _ready.Count;
    }
}
