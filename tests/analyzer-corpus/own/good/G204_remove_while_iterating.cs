using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G204;

[ReplicatedStateMachine]
public partial class Sessions
{
    private readonly Dictionary<Guid, DateTimeOffset> _seen = new();
    private readonly HashSet<Guid> _banned = new();

    [Command(1)]
    public void Touch(Guid id, CommandContext context) => _seen[id] = context.Timestamp;

    [Command(2)]
    public int Sweep(CommandContext context)
    {
        var limit = context.Timestamp - TimeSpan.FromHours(1);
        foreach (var (id, at) in _seen)
            if (at < limit) _seen.Remove(id);
        _banned.RemoveWhere(id => !_seen.ContainsKey(id));
        return _seen.Count;
    }
}
