using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PaxosGen.LoadTest.Load;

/// <summary>Sleeps that are shorter than the millisecond which the framework's are told in: a pacer's lateness would else be counted as latency.</summary>
internal static partial class ShortSleep
{
    // The kernel wakes a thread up some 50 µs late; less is not worth the call.
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(50);

    /// <summary>Returns at about this time, at once if it is past.</summary>
    public static void Until(long timestamp)
    {
        while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp) is var left && left > Shortest)
        {
            var time = new TimeSpec { Seconds = left.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
            _ = NanoSleep(in time, IntPtr.Zero);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, IntPtr left);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
