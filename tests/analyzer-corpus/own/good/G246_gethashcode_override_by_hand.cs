using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G246;

public readonly struct Cell(int x, string plane) : IEquatable<Cell>
{
    public int X { get; } = x;
    public string Plane { get; } = plane;
    public bool Equals(Cell other) => X == other.X && string.Equals(Plane, other.Plane, StringComparison.Ordinal);
    public override bool Equals(object? obj) => obj is Cell other && Equals(other);
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(X);
        hash.Add(Plane, StringComparer.Ordinal);
        return hash.ToHashCode() ^ Plane.GetHashCode() ^ (X, Plane).GetHashCode();
    }
    public static bool operator ==(Cell a, Cell b) => a.Equals(b);
    public static bool operator !=(Cell a, Cell b) => !a.Equals(b);
}

[ReplicatedStateMachine]
public partial class Map
{
    private readonly HashSet<Cell> _walls = new();

    [Command(1)]
    public bool Build(int x, string plane) => _walls.Add(new Cell(x, plane)) || _walls.Contains(new Cell(x + 1, plane));
}
