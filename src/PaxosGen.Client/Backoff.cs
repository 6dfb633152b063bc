namespace PaxosGen.Client;

/// <summary>Waits that double from 10 ms to 500 ms, or as long as the other side asked for; half of each random, so that clients do not come back in step.</summary>
internal sealed class Backoff(ulong seed)
{
    private const long First = 10_000_000;
    private const long Longest = 500_000_000;

    private ulong _state = seed;

    /// <summary>The wait before another attempt, in nanoseconds.</summary>
    /// <param name="attempts">Attempts that have failed, from 1.</param>
    /// <param name="atLeast">What the other side asked for, in nanoseconds.</param>
    public long After(int attempts, long atLeast = 0)
    {
        var full = Math.Max(Math.Min(First << Math.Clamp(attempts - 1, 0, 10), Longest), 2 * atLeast);
        return (full / 2) + (long)(Next() % (ulong)(full / 2));
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
