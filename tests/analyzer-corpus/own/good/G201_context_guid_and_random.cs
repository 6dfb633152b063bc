using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G201;

[ReplicatedStateMachine]
public partial class Tickets
{
    private readonly List<Guid> _open = new();

    [Command(1)]
    public Guid Open(CommandContext context)
    {
        var id = context.NewGuid();
        _open.Add(id);
        return id;
    }

    [Command(2)]
    public Guid? Draw(CommandContext context)
    {
        if (_open.Count == 0) return null;
        var at = context.Random.Next(_open.Count);
        var winner = _open[at];
        _open.RemoveAt(at);
        return winner;
    }
}
