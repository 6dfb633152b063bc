using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.G279;

[ReplicatedStateMachine]
public partial class Offers
{
    private readonly List<(string Name, DateTimeOffset Ends)> _offers = new();

    [Command(1)]
    public void Add(string name, int days, CommandContext context) => _offers.Add((name, context.Timestamp.AddDays(days)));

    [Query(2)]
    public string[] OpenAt(DateTimeOffset when) => _offers.Where(o => o.Ends > when).Select(o => o.Name).ToArray();

    [Query(3)]
    public string[] Open() => _offers.Where(o => o.Ends > DateTimeOffset.UtcNow).Select(o => o.Name).ToArray(); // ALLOW: wall-clock
}
