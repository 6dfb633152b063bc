using System.Diagnostics;
using System.Runtime.InteropServices;
using PaxosGen.Core;

namespace PaxosGen.Server.Running;

/// <summary>
/// The clock of the shell. Monotonic time counts while the machine is suspended: a leader that slept must not believe
/// that no time has passed.
/// </summary>
internal static partial class MonotonicClock
{
    private const int ClockBootTime = 7;

    /// <summary>The time now.</summary>
    public static Time Now => new(Monotonic(), Wall());

    private static long Wall() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static long Monotonic()
    {
        if (OperatingSystem.IsLinux())
        {
            if (ClockGetTime(ClockBootTime, out var time) == 0)
            {
                return time.Seconds * 1_000_000_000 + time.Nanoseconds;
            }

            throw new InvalidOperationException("The system has no CLOCK_BOOTTIME.");
        }

        // macOS and Windows: their performance counters count suspended time as well, or stop with the process's peers.
        return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
