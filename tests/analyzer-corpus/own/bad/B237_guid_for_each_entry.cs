using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B237;

// The guids are the same everywhere, but who gets which one depends on the order.
[ReplicatedStateMachine]
public partial class Badges
{
    private readonly HashSet<string> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> _badges = new(StringComparer.Ordinal);

    [Command(1)]
    public void Hire(string name) => _people.Add(name);

    [Command(2)]
    public void Issue(CommandContext context)
    {
        foreach (var person in _people) // EXPECT: unordered-iteration
            _badges[person] = context.NewGuid();
    }
}
