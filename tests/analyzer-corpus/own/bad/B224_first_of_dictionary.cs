using System;
using System.Collections.Generic;
using System.Linq;
using PaxosGen;
namespace Corpus.B224;

[ReplicatedStateMachine]
public partial class Workers
{
    private readonly Dictionary<string, int> _idle = new(StringComparer.Ordinal);
    private string _leader = "";

    [Command(1)]
    public void Register(string name) => _idle[name] = 0;

    [Command(2)]
    public string Elect() => _leader = _idle.Keys.First(); // EXPECT: unordered-iteration
}
