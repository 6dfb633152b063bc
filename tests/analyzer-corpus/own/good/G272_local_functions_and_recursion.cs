using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G272;

public sealed class Node
{
    public string Name { get; set; } = "";
    public List<Node> Children { get; set; } = new();
}

[ReplicatedStateMachine]
public partial class Tree
{
    private readonly Node _root = new();

    [Command(1)]
    public int Add(string path)
    {
        var node = _root;
        foreach (var part in path.Split('/')) node = Child(node, part);
        return Depth(_root);

        static Node Child(Node parent, string name)
        {
            var child = parent.Children.Find(c => string.Equals(c.Name, name, StringComparison.Ordinal));
            if (child is null) parent.Children.Add(child = new Node { Name = name });
            return child;
        }

        static int Depth(Node n)
        {
            var depth = 0;
            foreach (var child in n.Children) depth = Math.Max(depth, Depth(child));
            return depth + 1;
        }
    }
}
