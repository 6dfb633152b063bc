using System;
using System.Collections;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B321;

public sealed class Trail : IEnumerable<string>
{
    private readonly List<string> _items = new();
    public void Add(string item) => _items.Add(item + Guid.NewGuid()); // EXPECT: entropy
    public IEnumerator<string> GetEnumerator() => _items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

[ReplicatedStateMachine]
public partial class Trails
{
    private string _text = "";

    [Command(1)]
    public string Reset(string first)
    {
        var trail = new Trail { first, "end" };
        Trail other = ["x", first];
        return _text = string.Concat(trail) + string.Concat(other);
    }
}
