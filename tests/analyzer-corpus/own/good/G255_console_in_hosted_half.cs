using System;
using System.Collections.Generic;
using System.IO;
using PaxosGen;
namespace Corpus.G255;

[ReplicatedStateMachine]
public partial class Todo
{
    private readonly List<string> _items = new();

    [Command(1)]
    public int Add(string text) { _items.Add(text); return _items.Count; }

    [Query(2)]
    public string[] Items() => [.. _items];
}

public partial class Todo
{
    // Called by the program's own menu, never by a command.
    public static void Print(IEnumerable<string> items)
    {
        Console.WriteLine(DateTime.Now.ToString());
        foreach (var item in items) Console.WriteLine(item);
        File.WriteAllLines("todo.txt", items);
    }
}
