using Microsoft.Extensions.Logging;
using PaxosGen.Transport;

namespace PaxosGen.Server.Telemetry;

/// <summary>
/// Writes what happens at a replica's port. What any stranger can cause as often as he likes, events 305, 307 and 401, is written a few times a minute, and then how
/// often it was left out.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="log">Where to.</param>
/// <param name="clock">The time.</param>
internal sealed class ConnectionReports(ILogger log, TimeProvider clock)
{
    /// <summary>How many of each event are written within <see cref="Window"/>.</summary>
    public const int MaxEach = 10;

    /// <summary>For how long they are counted together.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, (long Since, long Count)> _seen = [];

    /// <summary>Writes it, or counts it.</summary>
    public void Report(TransportEvent happened)
    {
        var number = happened switch
        {
            TransportEvent.Refused { Kind: ConnectionKind.Client } => PeerLog.ClientRefusedNumber,
            TransportEvent.Refused => PeerLog.PeerRefusedNumber,
            TransportEvent.BadHandshake => PeerLog.BadHandshakeNumber,
            _ => 0,
        };
        if (number == 0 || IsDue(number))
        {
            log.Report(happened);
        }
    }

    private bool IsDue(int number)
    {
        long leftOut = 0;
        bool isDue;
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (!_seen.TryGetValue(number, out var seen) || clock.GetElapsedTime(seen.Since, now) >= Window)
            {
                leftOut = seen.Count - MaxEach;
                seen = (now, 0);
            }

            _seen[number] = seen with { Count = seen.Count + 1 };
            isDue = seen.Count < MaxEach;
        }

        if (leftOut > 0)
        {
            log.LeftOut(leftOut, number);
        }

        return isDue;
    }
}
