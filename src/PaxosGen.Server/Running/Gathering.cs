using System.Diagnostics;

namespace PaxosGen.Server.Running;

/// <summary>
/// How long a leader lets commands gather before it makes a batch of them. Each batch costs a sync, messages and changes of threads on every
/// replica, whatever is in it; and whoever was just answered asks again at once. So the loop waits for most of those who had
/// something in flight lately, but not longer than a sync takes, nor than <see cref="Longest"/>. Where few have, it does not wait at all.
/// Votes and all else are not held up meanwhile.
/// </summary>
/// <remarks>For the loop's thread. <see cref="IsOver"/> is asked with the inbox locked, by the same thread.</remarks>
/// <param name="now">Tells the time as <see cref="Stopwatch"/> does; that itself unless given.</param>
internal sealed class Gathering(Func<long>? now = null)
{
    /// <summary>The longest that a command waits for others.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMicroseconds(200);

    /// <summary>With fewer commands in flight than these a batch is made of what there is.</summary>
    private const double Few = 4;

    /// <summary>What part of those that were in flight lately is enough.</summary>
    private const double Enough = 0.75;

    /// <summary>How fast "lately" fades, by turn of the loop.</summary>
    private const double Fading = 0.97;

    private readonly Func<long> _now = now ?? Stopwatch.GetTimestamp;
    private double _inFlight;
    private long _freeSince;
    private long _patience;

    /// <summary>A turn begins, with so many commands in flight, or waiting to be.</summary>
    public void OnTurn(long commands) => _inFlight = Math.Max(_inFlight * Fading, commands);

    /// <summary>A batch was written and synced, which began then: the next may be made.</summary>
    public void OnAppended(long startedAt)
    {
        _freeSince = _now();
        _patience = Math.Min(_freeSince - startedAt, (long)(Longest.TotalSeconds * Stopwatch.Frequency));
    }

    /// <summary>Whether a batch is to be made now.</summary>
    /// <param name="waiting">How many commands wait.</param>
    /// <param name="since">Since when the first of them does.</param>
    public bool IsOver(int waiting, long since) =>
        _inFlight < Few || waiting >= Enough * _inFlight || _now() - Math.Max(_freeSince, since) >= _patience;
}
