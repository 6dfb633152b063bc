using System;
using System.Collections.Generic;
using PaxosGen;
namespace Corpus.G282;

public abstract record Shape;
public sealed record Circle(int Radius) : Shape;
public sealed record Box(int Width, int Height) : Shape;

[ReplicatedStateMachine]
public partial class Areas
{
    private readonly Dictionary<string, long> _areas = new(StringComparer.Ordinal);

    [Command(1)]
    public long Add(string kind, int a, int b)
    {
        Shape shape = kind == "box" ? new Box(a, b) : new Circle(a);
        var area = shape switch
        {
            Box { Width: var w, Height: var h } when w == h => (long)w * w,
            Box(var w, var h) => (long)w * h,
            Circle { Radius: > 0 } c => c.Radius * c.Radius * 314L / 100,
            _ => 0,
        };
        return _areas[kind] = area;
    }
}
