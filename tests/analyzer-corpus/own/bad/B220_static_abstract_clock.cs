using System;
using PaxosGen;
namespace Corpus.B220;

public interface ISource<TSelf> where TSelf : ISource<TSelf> { static abstract long Next(); }
public readonly struct Wall : ISource<Wall> { public static long Next() => DateTime.UtcNow.Ticks; } // EXPECT: wall-clock
public readonly struct One : ISource<One> { public static long Next() => 1; }

internal static class Sequence<T> where T : ISource<T>
{
    public static long Take(int n) { long s = 0; for (var i = 0; i < n; i++) s += T.Next(); return s; }
}

[ReplicatedStateMachine]
public partial class Sequences
{
    private long _sum;

    [Command(1)]
    public long Take(int n) => _sum += Sequence<Wall>.Take(n) + Sequence<One>.Take(n);
}
