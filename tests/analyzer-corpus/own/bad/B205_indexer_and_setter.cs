using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.B205;

public sealed class Shelf
{
    public List<string> Log { get; } = new();
    public int this[int index]
    {
        get => index + DateTimeOffset.Now.Second; // EXPECT: wall-clock
        set => Log.Add(index + ":" + value);
    }

    public int Size { get; set { field = value; Touched = DateTime.UtcNow; } } // EXPECT: wall-clock
    public DateTime Touched { get; private set; }
}

[ReplicatedStateMachine]
public partial class Shelves
{
    private readonly Shelf _shelf = new();

    [Command(1)]
    public void Move(int from, int to)
    {
        _shelf[to] = _shelf[from];
        _shelf.Size++;
    }
}
