using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B226;

[ReplicatedStateMachine]
public partial class Guests
{
    private readonly HashSet<string> _guests = new(StringComparer.Ordinal);
    private string _list = "";

    [Command(1)]
    public string Add(string name)
    {
        _guests.Add(name);
        return _list = string.Join(", ", _guests); // EXPECT: unordered-iteration
    }
}
