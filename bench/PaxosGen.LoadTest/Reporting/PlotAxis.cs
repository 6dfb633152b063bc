using System.Globalization;

namespace PaxosGen.LoadTest.Reporting;

/// <summary>An axis of a plot.</summary>
/// <param name="Name">What it shows, with the unit.</param>
/// <param name="IsLog">Whether equal distances are equal ratios; else it begins at 0.</param>
internal sealed record PlotAxis(string Name, bool IsLog)
{
    /// <summary>A scale on which all of the values have a place.</summary>
    public PlotScale Fit(IEnumerable<double> values)
    {
        var all = values.ToArray();
        if (!IsLog)
        {
            // A tenth of air above.
            return new PlotScale(false, 0, Math.Max(1e-9, all.Max()) * 1.1);
        }

        // Air at both ends, so that no point is on the frame.
        var least = Math.Log10(all.Min());
        var most = Math.Log10(all.Max());
        var air = Math.Max(0.05, (most - least) * 0.06);
        return new PlotScale(true, Math.Pow(10, least - air), Math.Pow(10, most + air));
    }
}

/// <summary>Where values are on an axis.</summary>
/// <param name="IsLog">Whether equal distances are equal ratios.</param>
/// <param name="From">The value at its beginning.</param>
/// <param name="To">The value at its end.</param>
internal sealed record PlotScale(bool IsLog, double From, double To)
{
    private const int MostTicks = 9;

    private static readonly int[] LinearSteps = [1, 2, 5, 10, 20, 50];

    /// <summary>A value's place, from 0 at the beginning to 1 at the end.</summary>
    public double At(double value) => IsLog
        ? (Math.Log10(value) - Math.Log10(From)) / (Math.Log10(To) - Math.Log10(From))
        : (value - From) / (To - From);

    /// <summary>Values to write beside the axis.</summary>
    public IReadOnlyList<double> Ticks() => IsLog ? LogTicks() : LinearTicks();

    /// <summary>A value in few characters.</summary>
    public static string Tell(double value) => value switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0.##}M"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.##}k"),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private List<double> LogTicks()
    {
        double[] steps = Math.Log10(To / From) > 3 ? [1] : [1, 2, 5];
        List<double> ticks = [];
        for (var decade = Math.Floor(Math.Log10(From)); decade <= Math.Log10(To); decade++)
        {
            ticks.AddRange(steps.Select(s => s * Math.Pow(10, decade)).Where(t => t >= From && t <= To));
        }

        return ticks;
    }

    private List<double> LinearTicks()
    {
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(To)) - 1);
        var step = LinearSteps.Select(s => s * magnitude).First(s => To / s <= MostTicks);
        List<double> ticks = [];
        for (var i = 0; i * step <= To; i++)
        {
            ticks.Add(i * step);
        }

        return ticks;
    }
}
