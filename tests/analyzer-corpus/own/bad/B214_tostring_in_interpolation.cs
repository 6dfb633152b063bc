using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B214;

public readonly struct Tag(string name)
{
    public override string ToString() => name + "@" + Guid.NewGuid(); // EXPECT: entropy
}

[ReplicatedStateMachine]
public partial class Tags
{
    private readonly List<string> _tags = new();

    [Command(1)]
    public void Add(string name) => _tags.Add($"tag {new Tag(name)}");
}
