using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G264;

[ReplicatedStateMachine]
public partial class Watchers
{
    private readonly HashSet<string> _active = new(StringComparer.Ordinal);
    private readonly List<string> _notified = new();

    private IEnumerable<string> Active() => _active.Where(a => a.Length > 2).Order(StringComparer.Ordinal);

    private bool Has(Func<string, bool> test) => _active.Any(test);

    [Command(1)]
    public bool Notify(string name)
    {
        _active.Add(name);
        foreach (var watcher in Active()) _notified.Add(watcher);
        return Has(a => a.Length > 9);
    }
}
