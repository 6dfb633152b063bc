using System.Collections.Generic;
using System.Runtime.CompilerServices;
using PaxosGen;
namespace Corpus.B243;

public sealed class Node
{
    public int Value { get; set; }
}

[ReplicatedStateMachine]
public partial class Graph
{
    private readonly List<int> _ids = new();

    [Command(1)]
    public int Add(int value)
    {
        var node = new Node { Value = value };
        _ids.Add(RuntimeHelpers.GetHashCode(node)); // EXPECT: unstable-hash|identity
        return node.GetHashCode() ^ value; // EXPECT: unstable-hash|identity
    }
}
