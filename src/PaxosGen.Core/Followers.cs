namespace PaxosGen.Core;

/// <summary>
/// What a leader knows of the other members from their heartbeat acks: who is there, which round they echoed, their
/// clocks, and what they no longer need.
/// </summary>
internal sealed class Followers
{
    private const int IntervalsWaitedFor = 2;

    private readonly SortedDictionary<ReplicaId, FollowerProgress> _progress = [];
    private readonly ReplicaId _self;
    private readonly long _patience;
    private long _clockOffset;

    public Followers(ReplicaId self, IEnumerable<ReplicaId> promised, long now, ProtocolOptions options)
    {
        _self = self;
        _patience = options.ElectionTimeout;
        foreach (var replica in promised.Where(r => r != self))
        {
            _progress.Add(replica, new FollowerProgress(replica, now, 0, null, Slot.None, Slot.None, StoreId.None));
        }
    }

    /// <summary>All of it, by id.</summary>
    public IReadOnlyList<FollowerProgress> Progress => [.. _progress.Values];

    /// <summary>How far a member has said that it knows the log to be chosen.</summary>
    public Slot ChosenThrough(ReplicaId replica) => _progress.TryGetValue(replica, out var progress) ? progress.ChosenThrough : Slot.None;

    /// <summary>The slot of the newest snapshot that a member has said it has; none before its first ack.</summary>
    public Slot SnapshotSlot(ReplicaId replica) => _progress.TryGetValue(replica, out var progress) ? progress.SnapshotSlot : Slot.None;

    /// <summary>The highest round that a member has echoed; 0 before its first ack.</summary>
    public long Round(ReplicaId replica) => _progress.TryGetValue(replica, out var progress) ? progress.Round : 0;

    /// <summary>Whether a member has said that it is quarantined.</summary>
    public bool IsQuarantined(ReplicaId replica) => _progress.TryGetValue(replica, out var progress) && progress.IsQuarantined;

    /// <summary>Takes up an ack. Later acks of earlier rounds lower nothing, but of rounds echoed by another store nothing is kept.</summary>
    public void OnAck(ReplicaId from, Message.HeartbeatAck ack, Time time, Configuration configuration)
    {
        _progress.TryGetValue(from, out var known);
        _progress[from] = new FollowerProgress(
            from,
            time.Now,
            known is not null && known.Store == ack.Store ? Math.Max(ack.Round, known.Round) : ack.Round,
            ack.Clock - time.Clock,
            Slot.Max(ack.ChosenThrough, known?.ChosenThrough ?? Slot.None),
            Slot.Max(ack.SnapshotSlot, known?.SnapshotSlot ?? Slot.None),
            ack.Store)
        {
            IsQuarantined = known is not null && known.Store == ack.Store && ack.Round < known.Round ? known.IsQuarantined : ack.IsQuarantined,
        };
        _clockOffset = MedianClockOffset(time.Now, configuration);
    }

    /// <summary>Whether a member is known to have everything through a slot.</summary>
    public bool HasAll(ReplicaId replica, Slot through) => _progress.TryGetValue(replica, out var progress) && progress.ChosenThrough >= through;

    /// <summary>Whether a member has been heard from within the election time-out.</summary>
    public bool Hears(ReplicaId replica, long now) => _progress.TryGetValue(replica, out var progress) && now - progress.HeardAt < _patience;

    /// <summary>The voter that had best lead next: one that is near, of the highest priority, the nearest of those. None when none is heard.</summary>
    public ReplicaId Successor(Slot near, long now, Configuration configuration) => _progress.Values
        .Where(p => configuration.Membership.IsVoter(p.Replica) && !p.IsQuarantined && Hears(p.Replica, now))
        .OrderByDescending(p => p.ChosenThrough >= near)
        .ThenByDescending(p => configuration.Membership.Find(p.Replica)!.Priority)
        .ThenByDescending(p => p.ChosenThrough)
        .FirstOrDefault()?.Replica ?? ReplicaId.None;

    /// <summary>Whether a phase-2 quorum has been heard from within the election time-out.</summary>
    public bool HasQuorum(long now, Configuration configuration, Func<ReplicaId, bool> counts)
    {
        var heard = counts(_self) ? 1 : 0;
        foreach (var (replica, progress) in _progress)
        {
            if (counts(replica) && now - progress.HeardAt < _patience)
            {
                heard++;
            }
        }

        return heard >= configuration.Membership.Phase2Quorum;
    }

    /// <summary>The highest round that a phase-2 quorum has echoed, each with the store that counts.</summary>
    /// <param name="ownRound">The newest round, which the leader itself echoes by sending it; null if it does not count.</param>
    /// <param name="quorum">How many must have echoed it.</param>
    /// <param name="counts">Whose echoes count, with which store.</param>
    public long ConfirmedRound(long? ownRound, int quorum, Func<ReplicaId, StoreId, bool> counts)
    {
        Span<long> rounds = stackalloc long[Membership.MaxVoters + 1];
        var count = 0;
        if (ownRound is { } own)
        {
            rounds[count++] = own;
        }

        foreach (var (replica, progress) in _progress)
        {
            if (counts(replica, progress.Store))
            {
                rounds[count++] = progress.Round;
            }
        }

        if (count < quorum)
        {
            return 0;
        }

        rounds[..count].Sort();
        return rounds[count - quorum];
    }

    /// <summary>
    /// Every member has the slots up to here in a durable snapshot, or is so far behind that it must be sent one: no log
    /// waits for more than so many intervals of snapshots.
    /// </summary>
    public Slot TruncatableThrough(Slot ownSnapshot, Configuration configuration)
    {
        var through = ownSnapshot;
        foreach (var member in configuration.Membership.Members)
        {
            if (member.Id != _self)
            {
                through = Slot.Min(through, _progress.TryGetValue(member.Id, out var progress) ? progress.SnapshotSlot : Slot.None);
            }
        }

        return Slot.Max(through, ownSnapshot + (-IntervalsWaitedFor * (long)configuration.Settings.SnapshotInterval));
    }

    /// <summary>The median clock of a quorum: one wrong clock, the leader's own included, does not make time jump.</summary>
    public long Stamp(Time time) => time.Clock + _clockOffset;

    private long MedianClockOffset(long now, Configuration configuration)
    {
        var offsets = new List<long> { 0 };
        foreach (var (replica, progress) in _progress)
        {
            if (progress.ClockOffset is { } offset && configuration.Membership.IsVoter(replica) && now - progress.HeardAt < _patience)
            {
                offsets.Add(offset);
            }
        }

        offsets.Sort();
        return offsets[(offsets.Count - 1) / 2];
    }
}

/// <summary>What a leader has heard from one other member in its ballot. Immutable.</summary>
/// <param name="Replica">The member.</param>
/// <param name="HeardAt">When it last answered: <see cref="Time.Now"/>.</param>
/// <param name="Round">The highest heartbeat round that it echoed.</param>
/// <param name="ClockOffset">Its clock minus the leader's, in nanoseconds; null before its first ack.</param>
/// <param name="ChosenThrough">How far it knows the log to be chosen; none before its first ack.</param>
/// <param name="SnapshotSlot">The slot of its newest durable snapshot; none before its first ack.</param>
/// <param name="Store">The store it votes with, if it votes; none before its first ack.</param>
public sealed record FollowerProgress(ReplicaId Replica, long HeardAt, long Round, long? ClockOffset, Slot ChosenThrough, Slot SnapshotSlot, StoreId Store)
{
    /// <summary>Whether it differs from the others, votes, and serves nothing.</summary>
    public bool IsQuarantined { get; init; }
}
