using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using PaxosGen;
namespace Corpus.G299;

[ReplicatedStateMachine]
public partial class Agenda
{
    private readonly Dictionary<Guid, long> _dueAt = new();
    private readonly SortedSet<(long At, Guid Id)> _queue = new();
    private ImmutableSortedSet<long> _times = [];

    [Command(1)]
    public Guid Add(long at, CommandContext context)
    {
        var id = context.NewGuid();
        _dueAt[id] = at;
        return id;
    }

    [Command(2)]
    public Guid Next()
    {
        _queue.Clear();
        foreach (var (id, at) in _dueAt) _queue.Add((at, id));
        foreach (var at in _dueAt.Values) _times = _times.Add(at);
        _queue.UnionWith([(7, Guid.Empty)]);
        return _queue.Min.Id;
    }
}
