namespace PaxosGen.LoadTest.Workloads.Keys;

/// <summary>
/// Ranks by Zipf's law: rank k, counted from 0, is drawn in proportion to 1 / (k + 1)^θ. Gray et al., <i>Quickly Generating
/// Billion-Record Synthetic Databases</i>, SIGMOD 1994: exact for the first two ranks, a close approximation for the rest, in
/// constant time.
/// </summary>
internal sealed class ZipfianRanks
{
    /// <summary>θ, as the Yahoo! Cloud Serving Benchmark has it.</summary>
    public const double Theta = 0.99;

    private readonly long _count;
    private readonly double _zeta;
    private readonly double _eta;

    /// <summary>Adds up ζ, which takes time in proportion to the number of ranks.</summary>
    public ZipfianRanks(long count)
        : this(count, Zeta(count))
    {
    }

    /// <summary>Ranks whose ζ is known.</summary>
    /// <param name="count">How many ranks there are; at least 2.</param>
    /// <param name="zeta">The sum of 1 / k^θ for k from 1 to <paramref name="count"/>.</param>
    public ZipfianRanks(long count, double zeta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        _count = count;
        _zeta = zeta;
        _eta = (1 - Math.Pow(2.0 / count, 1 - Theta)) / (1 - (Zeta(2) / zeta));
    }

    /// <summary>Which part of the draws should be of this rank.</summary>
    public double PartOf(long rank) => 1 / (Math.Pow(rank + 1, Theta) * _zeta);

    /// <summary>Draws a rank.</summary>
    public long Next(Random random)
    {
        var drawn = random.NextDouble();
        var scaled = drawn * _zeta;
        return scaled < 1 ? 0
            : scaled < Zeta(2) ? 1
            : Math.Min(_count - 1, (long)(_count * Math.Pow((_eta * drawn) - _eta + 1, 1 / (1 - Theta))));
    }

    private static double Zeta(long count)
    {
        var sum = 0.0;
        for (var k = 1L; k <= count; k++)
        {
            sum += 1 / Math.Pow(k, Theta);
        }

        return sum;
    }
}
