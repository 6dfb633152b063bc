using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G317;

public enum Phase { Draft, Review, Done }

[ReplicatedStateMachine]
public partial class Workflow
{
    private readonly Dictionary<Guid, Phase> _phases = new();
    private readonly Dictionary<Phase, int> _counts = new() { [Phase.Draft] = 0, [Phase.Review] = 0, [Phase.Done] = 0 };
    private static readonly Dictionary<Phase, Phase[]> Next = new()
    {
        [Phase.Draft] = [Phase.Review],
        [Phase.Review] = [Phase.Draft, Phase.Done],
    };

    [Command(1)]
    public Guid Start(CommandContext context)
    {
        var id = context.NewGuid();
        _phases[id] = Phase.Draft;
        _counts[Phase.Draft]++;
        return id;
    }

    [Command(2)]
    public bool Move(Guid id, Phase to)
    {
        if (!_phases.TryGetValue(id, out var from)) throw new CommandRejectedException("unknown", $"There is no {id}.");
        if (!Next.TryGetValue(from, out var allowed) || Array.IndexOf(allowed, to) < 0) return false;
        _phases[id] = to;
        (_counts[from], _counts[to]) = (_counts[from] - 1, _counts[to] + 1);
        return true;
    }
}
