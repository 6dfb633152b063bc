namespace PaxosGen.Core;

/// <summary>
/// When to try to lead, and whether to let another try. Before a replica raises a ballot it asks whether a quorum hears
/// from no leader, so one that is cut off or flapping disturbs nobody (Ongaro §9.6; Ng et al., <i>Omni-Paxos</i>, for
/// partial connectivity).
/// </summary>
internal sealed class Election
{
    /// <summary>Rounds beyond this come from nobody who raises one at most every election time-out.</summary>
    public const long MaxRound = 1L << 48;

    private const int MaxDelays = 4;

    private readonly ReplicaId _self;
    private readonly ReplicatedRandom _random;
    private readonly long _timeout;
    private readonly HashSet<ReplicaId> _granted = [];
    private long _heardAt;
    private long _deadline;
    private long _nonce;
    private long _ballotRaisedAt;
    private long _highestRound;
    private bool _isProbing;
    private int _priority;

    public Election(ReplicaId self, ProtocolOptions options)
    {
        _self = self;
        _timeout = options.ElectionTimeout;
        _random = new ReplicatedRandom(options.Seed);
        _nonce = (long)(_random.NextUInt64() >> 1);
    }

    /// <summary>The leader last heard of; none when nobody is known.</summary>
    public ReplicaId KnownLeader { get; private set; }

    /// <summary>The replica starts: the lowest id of the highest priority tries at once, the others wait to hear from it.</summary>
    public void Start(long now, Membership membership)
    {
        _heardAt = now - _timeout;
        _ballotRaisedAt = now - _timeout;
        _priority = membership.Find(_self)?.Priority ?? 0;
        _deadline = membership.FirstToLead == _self ? now : now + Patience();
    }

    /// <summary>An epoch begins, without a leader: its first voter tries at once, and whoever leads already is soon heard of.</summary>
    public void OnEpochBegan(long now, Membership membership)
    {
        KnownLeader = ReplicaId.None;
        _isProbing = false;
        Start(now, membership);
    }

    /// <summary>A leader is there. One without a quorum does not keep others from trying.</summary>
    /// <returns>Whether it is another leader than before.</returns>
    public bool OnLeaderHeard(ReplicaId leader, bool hasQuorum, long now)
    {
        var isNew = KnownLeader != leader;
        KnownLeader = leader;
        if (hasQuorum)
        {
            _heardAt = now;
            _deadline = now + Patience();
            _isProbing = false;
        }

        return isNew;
    }

    /// <summary>Somebody was promised a higher ballot: give it time to lead.</summary>
    public void OnPromised(long now)
    {
        _isProbing = false;
        KnownLeader = ReplicaId.None;
        _deadline = Math.Max(_deadline, now + Patience());
    }

    /// <summary>A candidacy or a reign of this replica has ended; it waits before it tries again, so that duels end.</summary>
    public void OnStoodDown(long now)
    {
        KnownLeader = ReplicaId.None;
        _isProbing = false;
        _deadline = Math.Max(now + Between(_timeout / 4, _timeout), _ballotRaisedAt + _timeout);
    }

    /// <summary>This replica leads; it is the leader that it hears from.</summary>
    public void OnLeading(long now)
    {
        KnownLeader = _self;
        _heardAt = now;
        _isProbing = false;
    }

    /// <summary>A ballot that a new candidate must exceed.</summary>
    public void OnBallotSeen(Ballot ballot)
    {
        if (ballot.Round <= MaxRound)
        {
            _highestRound = Math.Max(_highestRound, ballot.Round);
        }
    }

    /// <summary>Forgets a leader that is silent, and sends probes when the time has come.</summary>
    /// <param name="mayLead">Whether this replica may become a candidate: it votes, and is bound by nobody's lease.</param>
    /// <param name="now">The time.</param>
    /// <param name="configuration">This replica's configuration.</param>
    /// <param name="effects">What is to be done.</param>
    /// <returns>Whether a quorum lets this replica try already, being alone.</returns>
    public bool OnTime(bool mayLead, long now, Configuration configuration, Effects effects)
    {
        if (now < _deadline)
        {
            return false;
        }

        if (now - _heardAt >= _timeout)
        {
            KnownLeader = ReplicaId.None;
        }

        if (!mayLead)
        {
            // A learner never may; a voter that a lease binds will soon.
            _deadline = now + _timeout / 10;
            return false;
        }

        _isProbing = true;
        _granted.Clear();
        _granted.Add(_self);
        _nonce++;
        _deadline = now + Between(_timeout / 4, _timeout / 2);
        foreach (var voter in configuration.Membership.Voters)
        {
            if (voter != _self)
            {
                effects.Send(voter, new Message.Probe(configuration.Epoch, _nonce));
            }
        }

        return MayTry(now, configuration);
    }

    /// <summary>Answers a probe: no while a leader with a quorum has been heard of or a lease binds this replica, unless it is that leader who asks.</summary>
    public void OnProbe(ReplicaId from, Message.Probe probe, Configuration configuration, bool leadsWithQuorum, Acceptor acceptor, StoreId store, long now, Effects effects)
    {
        var isQuiet = now - _heardAt >= _timeout || KnownLeader == from;
        var granted = isQuiet && !leadsWithQuorum && !acceptor.Lease.Forbids(from, Ballot.None, configuration, now)
            && probe.Epoch == configuration.Epoch && configuration.Membership.IsVoter(from);
        effects.Send(from, new Message.ProbeAnswer(probe.Nonce, granted, acceptor.Promised, store));
    }

    /// <summary>Counts the answer to a probe.</summary>
    /// <returns>Whether a quorum lets this replica try now.</returns>
    public bool OnProbeAnswer(ReplicaId from, Message.ProbeAnswer answer, Configuration configuration, long now)
    {
        OnBallotSeen(answer.Promised);
        if (!_isProbing || answer.Nonce != _nonce || !answer.Granted || !configuration.Membership.IsVoter(from))
        {
            return false;
        }

        _granted.Add(from);
        return MayTry(now, configuration);
    }

    /// <summary>The ballot of a new candidacy: above everything seen, used once.</summary>
    public Ballot NextBallot(Ballot promised, Epoch epoch, long now)
    {
        _isProbing = false;
        _ballotRaisedAt = now;
        _highestRound = Math.Max(_highestRound, promised.Round) + 1;
        return new Ballot(epoch, _highestRound, _self);
    }

    /// <summary>How long a candidate waits for its quorum.</summary>
    public long CandidacyTimeout => _timeout;

    /// <summary>Whoever hears too few to have anything chosen must not lead either: it would only keep others from it.</summary>
    private bool MayTry(long now, Configuration configuration) =>
        _granted.Count >= configuration.Membership.LargerQuorum && now - _ballotRaisedAt >= _timeout;

    /// <summary>
    /// How long to wait for a leader: at random in [T, 2T), in the first part of it with a positive priority, later with a
    /// negative one. At most 4 T, since nobody else may be left.
    /// </summary>
    private long Patience() => _priority >= 0
        ? Between(_timeout, _timeout + _timeout / (1 + _priority))
        : Between(_timeout, 2 * _timeout) + Math.Min(-(long)_priority, MaxDelays) * (_timeout / 2);

    private long Between(long min, long max) => min + _random.NextInt64(Math.Max(1, max - min));
}
