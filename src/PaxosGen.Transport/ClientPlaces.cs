namespace PaxosGen.Transport;

/// <summary>
/// How many clients are connected, in all and for each principal: with TLS one principal cannot take all places, and clients leave some
/// for replicas and admins.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="limits">How many there may be.</param>
internal sealed class ClientPlaces(TransportLimits limits)
{
    private const int MaxIdle = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<PaxosPrincipal, Caller> _callers = [];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a place.</summary>
    /// <param name="principal">Whose; null without TLS.</param>
    /// <param name="caller">The one object that stands for the principal; null without TLS.</param>
    /// <returns>Why there is none; null if the place is taken.</returns>
    public string? TryTake(PaxosPrincipal? principal, out Caller? caller)
    {
        caller = null;
        lock (_gate)
        {
            var most = limits.MaxClients - (principal is { Role: PaxosRole.Client } ? limits.ReservedForOperators : 0);
            if (_count >= most)
            {
                return $"This replica has {_count} clients, its limit. Share clients between callers, or try again later.";
            }

            if (principal is not null)
            {
                caller = CallerOf(principal);
                if (caller.Connections >= limits.MaxClientsPerPrincipal)
                {
                    return $"{principal} has {caller.Connections} connections to this replica, the most that one certificate's owner may have. Share clients between callers.";
                }

                caller.Connections++;
            }

            _count++;
            return null;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Give(Caller? caller)
    {
        lock (_gate)
        {
            _count--;
            if (caller is not null)
            {
                caller.Connections--;
            }
        }
    }

    private Caller CallerOf(PaxosPrincipal principal)
    {
        if (!_callers.TryGetValue(principal, out var caller))
        {
            // Kept without connections, too: requests of one that has gone may still wait, and count for whoever comes back.
            if (_callers.Count >= MaxIdle)
            {
                foreach (var (idle, _) in _callers.Where(static one => one.Value.Connections == 0).ToArray())
                {
                    _callers.Remove(idle);
                }
            }

            _callers.Add(principal, caller = new Caller());
        }

        return caller;
    }

    /// <summary>Stands for a principal, however many connections it has.</summary>
    internal sealed class Caller
    {
        /// <summary>How many there are.</summary>
        public int Connections { get; set; }
    }
}
