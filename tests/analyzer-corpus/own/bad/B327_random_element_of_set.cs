using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B327;

// The number is replicated, the order that it indexes is not.
[ReplicatedStateMachine]
public partial class Raffle
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string _winner = "";

    [Command(1)]
    public void Enter(string name) => _names.Add(name);

    [Command(2)]
    public string Draw(CommandContext context) => _winner = _names.ElementAt(context.Random.Next(_names.Count)); // EXPECT: unordered-iteration

    [Command(3)]
    public string DrawAgain(CommandContext context) => _winner = _names.ToArray()[context.Random.Next(_names.Count)]; // EXPECT: unordered-iteration
}
