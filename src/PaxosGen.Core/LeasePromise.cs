namespace PaxosGen.Core;

/// <summary>
/// The acceptor's half of a lease: a voter that has acknowledged a leader's heartbeat lets nobody else try to lead for
/// the lease's duration by its own clock. The leader's half is <see cref="Rounds"/>.
/// </summary>
/// <remarks>
/// It is not durable. Instead a voter that starts is bound to nobody knows whom for one duration, since it may have
/// acknowledged a heartbeat in the moment before it went down.
/// </remarks>
internal sealed class LeasePromise
{
    private long _startedAt;
    private Ballot _leader;
    private long _acknowledgedAt;

    /// <summary>A life begins.</summary>
    public void OnStarted(long now) => _startedAt = now;

    /// <summary>A heartbeat is acknowledged; its own leader acknowledges each by sending it.</summary>
    public void OnAcknowledged(Ballot leader, long now)
    {
        if (leader > _leader)
        {
            (_leader, _acknowledgedAt) = (leader, now);
        }
        else if (leader == _leader)
        {
            _acknowledgedAt = Math.Max(_acknowledgedAt, now);
        }

        // A late heartbeat of a lower ballot changes nothing: that the higher one leads shows that the lower one's lease
        // is over, and whoever sent the late one must not be let off the lease of the higher one.
    }

    /// <summary>Whether a lease keeps this voter from promising a candidate anything new, or from becoming one.</summary>
    /// <param name="candidate">Who wants to lead.</param>
    /// <param name="cites">The ballot whose leader handed over to the candidate, which ended its lease; none otherwise.</param>
    /// <param name="configuration">This replica's configuration.</param>
    /// <param name="now">The time.</param>
    public bool Forbids(ReplicaId candidate, Ballot cites, Configuration configuration, long now)
    {
        // The configuration of now, not the one that the disk held at the start: that may lag behind the epoch in which
        // heartbeats were acknowledged. In the first duration of a life even a citation helps nobody, since the lease
        // that binds may be another leader's than the one cited.
        var duration = configuration.Membership.LeaseNanoseconds;
        if (duration == 0)
        {
            return false;
        }

        if (now - _startedAt < duration)
        {
            return true;
        }

        // Who wants to lead again leads no more, so its old lease protects nothing. An epoch ends only after its leader
        // has given up the lease.
        return _leader.Epoch == configuration.Epoch && now - _acknowledgedAt < duration && candidate != _leader.Replica && cites != _leader;
    }
}
