using System;
using PaxosGen;
namespace Corpus.B215;

public sealed class Point(int x)
{
    public void Deconstruct(out int a, out long b)
    {
        a = x;
        b = Environment.TickCount64; // EXPECT: wall-clock
    }
}

[ReplicatedStateMachine]
public partial class Points
{
    private long _sum;

    [Command(1)]
    public long Add(int x)
    {
        var (a, b) = new Point(x);
        return _sum += a + b;
    }
}
