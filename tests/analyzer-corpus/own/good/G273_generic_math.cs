using System.Collections.Generic;
using System.Numerics;
using PaxosGen;
namespace Corpus.G273;

internal static class Math2
{
    public static T Clamp<T>(T x, T low, T high) where T : INumber<T> => T.Max(low, T.Min(high, x));
    public static T Sum<T>(IEnumerable<T> xs) where T : INumberBase<T>
    {
        var sum = T.Zero;
        foreach (var x in xs) sum += x;
        return sum;
    }
}

[ReplicatedStateMachine]
public partial class Mixer
{
    private readonly List<int> _levels = new();
    private BigInteger _product = BigInteger.One;

    [Command(1)]
    public int Set(int level)
    {
        _levels.Add(Math2.Clamp(level, 0, 100));
        _product *= level + 1;
        return Math2.Sum(_levels) + BitOperations.PopCount((uint)level) + (int)(_product % 97);
    }
}
