using System.Numerics;

namespace PaxosGen.LoadTest.Load;

/// <summary>
/// Latencies counted in buckets whose width grows with the value, as HdrHistogram does: each is told to within 1 %,
/// from a tenth of a microsecond to hours, in constant memory.
/// </summary>
/// <remarks>Thread-safe; what is read while others record is of no one moment.</remarks>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int Sub = 1 << SubBits;

    private readonly long[] _counts = new long[Sub * 40];
    private long _longest;

    /// <summary>The latencies so far; all 0 without any.</summary>
    public Latencies Read()
    {
        var count = _counts.Sum();
        return new Latencies(At(count, 0.5), At(count, 0.99), At(count, 0.999), _longest / 10.0);
    }

    /// <summary>Adds one latency.</summary>
    public void Record(TimeSpan latency)
    {
        var value = Math.Max(0, latency.Ticks * 10 / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _counts[IndexOf(value)]);
        for (var longest = Volatile.Read(ref _longest); value > longest; longest = Volatile.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, value, longest);
        }
    }

    private double At(long count, double part)
    {
        var below = (long)Math.Ceiling(count * part);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= below && seen > 0)
            {
                return Math.Min(_longest, ValueOf(i)) / 10.0;
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
