using System.Numerics;

namespace PaxosGen.LoadTest.Load;

/// <summary>
/// Latencies counted in buckets whose width grows with the value, as HdrHistogram does: each is told to within 1 %,
/// from a microsecond to hours, in constant memory.
/// </summary>
/// <remarks>Not thread-safe; one per task, added up at the end.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int Sub = 1 << SubBits;

    private readonly long[] _counts = new long[Sub * 40];

    /// <summary>How many were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest, in microseconds.</summary>
    public double Longest { get; private set; }

    /// <summary>Adds one latency.</summary>
    public void Record(TimeSpan latency)
    {
        var microseconds = latency.TotalMicroseconds;
        _counts[IndexOf((long)(microseconds * 10))]++;
        Count++;
        Longest = Math.Max(Longest, microseconds);
    }

    /// <summary>Adds all of another.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Longest = Math.Max(Longest, other.Longest);
    }

    /// <summary>The latency in microseconds that so large a part of the calls did not exceed; 0 without calls.</summary>
    public double At(double part)
    {
        var below = (long)Math.Ceiling(Count * part);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= below && seen > 0)
            {
                return Math.Min(Longest, ValueOf(i) / 10.0);
            }
        }

        return 0;
    }

    // Values below 128 tenths of a microsecond one by one; above, 128 buckets for each doubling.
    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)Math.Max(value, 1)) - SubBits);
        return (shift * Sub) + (int)(value >> shift);
    }

    // The upper end of the bucket.
    private static long ValueOf(int index)
    {
        var shift = Math.Max(0, (index / Sub) - 1);
        return ((long)(index - (shift * Sub)) << shift) + ((1L << shift) - 1);
    }
}
