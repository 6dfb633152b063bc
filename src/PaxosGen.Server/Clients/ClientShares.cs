namespace PaxosGen.Server.Clients;

/// <summary>
/// Shares out the room for requests that wait: seven eighths of it evenly among the callers that have something
/// waiting, the rest to whoever comes next. So the room is bounded in calls and bytes, one caller alone may have nearly
/// all of it, and one that pipelines thousands of calls does not keep the others out.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="maxCalls">Most calls that wait.</param>
/// <param name="maxBytes">Most bytes that wait, <see cref="Overhead"/> for each call included. A call that is larger is let in when nothing else waits.</param>
internal sealed class ClientShares(int maxCalls, long maxBytes)
{
    /// <summary>What a call takes besides its payload, in bytes, about.</summary>
    public const int Overhead = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<object, Share> _shares = new(ReferenceEqualityComparer.Instance);
    private int _calls;
    private long _bytes;
    private long _given;

    /// <summary>Most calls that wait.</summary>
    public int MaxCalls => maxCalls;

    /// <summary>Calls that wait.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Calls that waited and are over, since the start.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>Takes room for one call; null when there is none, or the caller has its share.</summary>
    /// <param name="caller">Whom it counts for.</param>
    /// <param name="payloadBytes">Bytes of its payload.</param>
    public Share? TryTake(object caller, int payloadBytes)
    {
        var bytes = payloadBytes + Overhead;
        lock (_gate)
        {
            if (_calls > 0 && (_calls >= maxCalls || _bytes + bytes > maxBytes))
            {
                return null;
            }

            if (!_shares.TryGetValue(caller, out var share))
            {
                share = new Share(caller);
                _shares.Add(caller, share);
            }
            else if (share.Calls >= Math.Max(1, maxCalls * 7 / 8 / _shares.Count) || share.Bytes + bytes > maxBytes / 8 * 7 / _shares.Count)
            {
                return null;
            }

            share.Calls++;
            share.Bytes += bytes;
            _calls++;
            _bytes += bytes;
            return share;
        }
    }

    /// <summary>A call is over.</summary>
    public void Give(Share share, int payloadBytes)
    {
        var bytes = payloadBytes + Overhead;
        lock (_gate)
        {
            share.Bytes -= bytes;
            _calls--;
            _bytes -= bytes;
            _given++;
            if (--share.Calls == 0)
            {
                _shares.Remove(share.Caller);
            }
        }
    }

    /// <summary>What one caller has waiting.</summary>
    internal sealed class Share(object caller)
    {
        public object Caller => caller;

        public int Calls { get; set; }

        public long Bytes { get; set; }
    }
}
