using PaxosGen.LoadTest.Load;

namespace PaxosGen.LoadTest.Measuring;

/// <summary>Something that happened during a measurement.</summary>
/// <param name="Label">What.</param>
/// <param name="Milliseconds">When, from the beginning of the measurement.</param>
internal sealed record TimelineEvent(string Label, double Milliseconds);

/// <summary>Calls answered in each interval of a measurement, and what happened meanwhile.</summary>
/// <param name="IntervalMilliseconds">How long an interval is.</param>
/// <param name="Events">What happened.</param>
/// <param name="Load">What the load generator saw.</param>
internal sealed record Timeline(int IntervalMilliseconds, List<TimelineEvent> Events, LoadResult Load)
{
    /// <summary>The longest time without an answer that begins within five seconds after a moment.</summary>
    public double LongestSilence(double fromMilliseconds)
    {
        var from = Math.Max(0, (int)(fromMilliseconds / IntervalMilliseconds));
        int longest = 0, run = 0;
        for (var i = from; i < Load.Timeline.Length && i < from + (5000 / IntervalMilliseconds) + run; i++)
        {
            run = Load.Timeline[i] == 0 ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest * IntervalMilliseconds;
    }

    /// <summary>How long it takes after a moment until as many calls as half of those before it are answered in a tenth of a second; null if never.</summary>
    public double? UntilHalf(double fromMilliseconds)
    {
        const int Width = 100;
        var counts = PerSecond(Width);
        var from = (int)(fromMilliseconds / Width);
        var before = Spread.Of(counts.Take(from)).Median;

        // The interval in which it happens still has answers from before.
        for (var i = from + 1; i < counts.Length; i++)
        {
            if (counts[i] >= before / 2)
            {
                return ((i + 1) * Width) - fromMilliseconds;
            }
        }

        return null;
    }

    /// <summary>Calls a second in wider intervals.</summary>
    public double[] PerSecond(int milliseconds) =>
        [.. Load.Timeline.Chunk(milliseconds / IntervalMilliseconds).Select(c => c.Sum() * 1000.0 / (c.Length * IntervalMilliseconds))];
}

/// <summary>What <c>timelines</c> writes.</summary>
/// <param name="Surroundings">Where it was measured.</param>
/// <param name="Kill">Through the leader's kill and restart.</param>
/// <param name="Snapshot">Through a snapshot of a large state in each replica.</param>
internal sealed record TimelineResults(Surroundings Surroundings, Timeline? Kill, Timeline? Snapshot);
