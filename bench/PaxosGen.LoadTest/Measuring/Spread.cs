namespace PaxosGen.LoadTest.Measuring;

/// <summary>A figure of several rounds.</summary>
/// <param name="Median">The middle one, or between the two in the middle.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>The spread of figures; at least one.</summary>
    public static Spread Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
