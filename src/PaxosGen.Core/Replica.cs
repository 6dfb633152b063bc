namespace PaxosGen.Core;

/// <summary>
/// One replica: proposer, acceptor and learner in one (<i>Paxos Made Simple</i>). It routes each input to the roles,
/// and lets one role's facts reach another. It does nothing itself: what is to be sent, written and applied comes out
/// as <see cref="Effects"/>.
/// </summary>
/// <remarks>Single-threaded and deterministic: equal inputs give equal effects.</remarks>
public sealed partial class Replica
{
    private readonly ReplicaId _self;
    private readonly StoreId _store;
    private readonly ProtocolOptions _options;
    private readonly Acceptor _acceptor;
    private readonly Learner _learner;
    private readonly Election _election;
    private readonly CatchUp _catchUp;
    private readonly FollowerReads _followerReads;
    private readonly Divergence _divergence;
    private readonly VoteCount? _votes;
    private readonly EntryBytes _entryBytes = new();
    private readonly Slot _resumeThrough;
    private Candidate? _candidate;
    private Leader? _leader;
    private Slot _appliedThrough;
    private object? _restored;
    private Slot _sendingFrom;
    private bool _isStarted;

    /// <summary>Creates a replica from what its disk holds.</summary>
    public Replica(ReplicaId self, RecoveredState state, ProtocolOptions options)
    {
        Invariant.Check(state.TruncatedThrough <= state.SnapshotSlot);
        Invariant.Check(state.SnapshotSlot <= state.ChosenThrough);
        _self = self;
        _store = state.Store;
        _options = options;
        _acceptor = new Acceptor(self, state, options);
        _learner = new Learner(state);
        _election = new Election(self, options);
        _catchUp = new CatchUp(options);
        _followerReads = new FollowerReads(options);
        _divergence = new Divergence(state.IsQuarantined, options);
        _divergence.OnSnapshot(new ResultHash(state.SnapshotSlot, state.SnapshotHash));
        _votes = options.Learning == LearningMode.AllToAll ? new VoteCount(options.Window) : null;
        _resumeThrough = state.ChosenThrough;
        _appliedThrough = state.SnapshotSlot;
    }

    /// <summary>What the replica is doing.</summary>
    public ReplicaRole Role => _leader is not null ? ReplicaRole.Leader
        : _candidate is not null ? ReplicaRole.Candidate
        : Configuration.Membership.IsVoter(_self) ? ReplicaRole.Follower
        : IsRemoved ? ReplicaRole.Removed : ReplicaRole.Learner;

    /// <summary>Who leads as far as is known; none otherwise.</summary>
    public ReplicaId Leader => _leader is not null ? _self : _election.KnownLeader == _self ? ReplicaId.None : _election.KnownLeader;

    /// <summary>The highest ballot promised or accepted.</summary>
    public Ballot Promised => _acceptor.Promised;

    /// <summary>Every slot up to here is known to be chosen.</summary>
    public Slot ChosenThrough => _learner.ChosenThrough;

    /// <summary>Every slot up to here has been applied.</summary>
    public Slot AppliedThrough => _appliedThrough;

    /// <summary>Slots up to here are in the snapshot only.</summary>
    public Slot TruncatedThrough => _acceptor.Log.TruncatedThrough;

    /// <summary>The slot of the newest durable snapshot.</summary>
    public Slot SnapshotSlot => _acceptor.SnapshotSlot;

    /// <summary>How many slots a leader has proposed in that are not chosen yet; 0 when this replica does not lead.</summary>
    public long InFlight => _leader is null ? 0 : _leader.NextSlot.Previous - ChosenThrough;

    /// <summary>What a leader has heard from the other members, by id; empty when this replica does not lead.</summary>
    public IReadOnlyList<FollowerProgress> Followers => _leader?.Followers ?? [];

    /// <summary>What the chosen entries say about the cluster.</summary>
    public Configuration Configuration => _learner.Configuration;

    /// <summary>Takes one input; adds to <paramref name="effects"/> what is to be done.</summary>
    public void Step(Input input, Effects effects)
    {
        var before = Configuration;
        _catchUp.IsPaused = IsLogFull;
        if (!_isStarted)
        {
            _isStarted = true;
            _acceptor.Lease.OnStarted(input.Time.Now);
            _learner.Resume(_resumeThrough, _acceptor.Log, effects);
            _learner.Follow(_acceptor.Log, effects);
            _election.Start(input.Time.Now, Configuration.Membership);
            _toldAt = input.Time.Now;
            TellOfVotes();
        }

        switch (input)
        {
            case Input.Received received:
                OnReceived(received, effects);
                break;
            case Input.Propose propose:
                OnPropose(propose, effects);
                break;
            case Input.OpenSession open:
                OnOpenSession(open, effects);
                break;
            case Input.Read read:
                OnRead(read, effects);
                break;
            case Input.TransferLead transfer:
                OnTransferLead(transfer, effects);
                break;
            case Input.ActivateVersion activate:
                OnActivateVersion(activate, effects);
                break;
            case Input.Applied applied:
                OnApplied(applied, effects);
                break;
            case Input.ChangeMembers change:
                OnChangeMembers(change, effects);
                break;
            case Input.SnapshotSaved saved:
                OnSnapshotSaved(saved);
                break;
            case Input.Rejoin rejoin:
                OnRejoin(rejoin, effects);
                break;
            case Input.SnapshotInstalled installed:
                OnSnapshotInstalled(installed, effects);
                break;
            case Input.SnapshotsSending sending:
                _sendingFrom = sending.Lowest;
                break;
        }

        if (Configuration.Epoch > before.Epoch)
        {
            OnEpochBegan(before, input.Time.Now, effects);
        }

        OnTime(input.Time.Now, effects);
        if (_handover is not null)
        {
            ContinueHandover(_handover, input.Time.Now, effects);
        }

        ContinueDivergence(input.Time.Now, effects);
        _followerReads.OnTime(Leader, ChosenThrough, input.Time.Now, effects);
        Invariant.Check(TruncatedThrough <= SnapshotSlot && SnapshotSlot <= _appliedThrough && _appliedThrough <= ChosenThrough);
    }

    private void OnReceived(Input.Received received, Effects effects)
    {
        var (time, from, message) = received;
        if (!IsOfThisEpoch(received, effects))
        {
            return;
        }

        switch (message)
        {
            case Message.Probe probe:
                _election.OnProbe(from, probe, Configuration, LeadsWithQuorum(time.Now), _acceptor, _store, time.Now, effects);
                break;
            case Message.ProbeAnswer answer:
                if (_election.OnProbeAnswer(from, answer, Configuration, time.Now) && _leader is null && _candidate is null && MayLead(Ballot.None, time.Now))
                {
                    StartPhase1(time.Now, effects);
                }

                break;
            case Message.Prepare prepare when IsFromOwner(from, prepare.Ballot, message, effects):
                OnPrepare(from, prepare, time.Now, effects);
                break;
            case Message.Promise promise:
                OnPromise(from, promise, time.Now, effects);
                break;
            case Message.Reject reject:
                OnReject(from, reject, time.Now, effects);
                break;
            case Message.Accept accept when IsFromOwner(from, accept.Ballot, message, effects):
                OnAccept(from, accept, time.Now, effects);
                break;
            case Message.Accepted accepted:
                OnAccepted(from, accepted, time.Now, effects);
                break;
            case Message.Heartbeat heartbeat when IsFromOwner(from, heartbeat.Ballot, message, effects):
                OnHeartbeat(from, heartbeat, time, effects);
                break;
            case Message.HeartbeatAck ack when _leader is not null:
                _leader.OnAck(from, ack, _acceptor, _learner, _divergence, time, effects);
                OnCompared(_leader.Difference, _leader.Dispute, time.Now, effects);
                break;
            case Message.TakeLead takeLead when IsFromOwner(from, takeLead.Ballot, message, effects):
                OnTakeLead(takeLead, time.Now, effects);
                break;
            case Message.ReadIndexRequest request:
                OnReadIndexRequest(from, request, time.Now, effects);
                break;
            case Message.ReadIndex index:
                OnReadIndex(from, index, time.Now, effects);
                break;
            case Message.LearnRequest request when !IsQuarantined || request.FirstSlot > TruncatedThrough:
                _catchUp.OnLearnRequest(from, request, _acceptor.Log, ChosenThrough, effects);
                break;
            case Message.HashRequest request:
                OnHashRequest(from, request, effects);
                break;
            case Message.Hashes hashes:
                effects.Differs = _divergence.OnHashes(hashes, _acceptor.Log) ?? effects.Differs;
                break;
            case Message.Learned learned:
                OnLearned(from, learned, time.Now, effects);
                break;
        }
    }

    private void OnHeartbeat(ReplicaId from, Message.Heartbeat heartbeat, Time time, Effects effects)
    {
        _election.OnBallotSeen(heartbeat.Ballot);
        if (heartbeat.Ballot < _acceptor.Promised)
        {
            effects.AfterSync(from, new Message.Reject(heartbeat.Ballot, _acceptor.Promised));
            return;
        }

        if (heartbeat.Ballot > _acceptor.Promised)
        {
            StandDown(ReignEnd.Of(heartbeat.Ballot), from, time.Now, effects);
        }

        OnLeaderHeard(from, heartbeat.Ballot, heartbeat.HasQuorum, time.Now, effects);
        OnTold(heartbeat, time.Now, effects);
        _learner.OnAnnounced(heartbeat.Ballot, heartbeat.ChosenThrough, _acceptor.Log, effects);
        _catchUp.Consider(from, _learner.AnnouncedThrough, ChosenThrough, time.Now, effects);
        ConsiderSnapshot(from, effects);
        _acceptor.Lease.OnAcknowledged(heartbeat.Ballot, time.Now);
        effects.Send(from, new Message.HeartbeatAck(
            heartbeat.Ballot, heartbeat.Round, ChosenThrough, time.Clock, _store, SnapshotSlot, _divergence.Marks, IsQuarantined, _divergence.At(heartbeat.CompareAt)));
        Truncate(heartbeat.TruncatableThrough, effects);
    }

    private void OnLeaderHeard(ReplicaId leader, Ballot ballot, bool hasQuorum, long now, Effects effects)
    {
        _toldAt = now;
        if (leader != _self && _election.OnLeaderHeard(leader, hasQuorum, now))
        {
            effects.Events.Add(new ProtocolEvent.LeaderChanged(ballot, leader, ChosenThrough));
        }

        OnLeadTaken(leader, ballot, effects);
    }

    private void OnTime(long now, Effects effects)
    {
        if (_leader is not null)
        {
            Reign(_leader, now, effects);
        }
        else if (_candidate is not null)
        {
            if (now - _candidate.Since >= _election.CandidacyTimeout)
            {
                StandDown(ReignEnd.NoQuorum, ReplicaId.None, now, effects);
            }
            else if (now - _candidate.PreparedAt >= _options.ResendAfter)
            {
                SendPrepare(_candidate, now, effects);
                TryToLead(_candidate, now, effects);
            }
        }
        else
        {
            WaitForLeader(now, effects);
        }

        EndOperation(effects);
    }

    private void WaitForLeader(long now, Effects effects)
    {
        if (!LivesInThisEpoch)
        {
            AskAround(now, effects);
        }

        var mayLead = MayLead(Ballot.None, now);
        if ((mayLead && LeadsOn) || _election.OnTime(mayLead, now, Configuration, effects))
        {
            StartPhase1(now, effects);
        }
    }

    /// <summary>Whether this replica may raise a ballot: it votes in this epoch, and its own acceptor is bound by a lease like any other.</summary>
    private bool MayLead(Ballot cites, long now) => LivesInThisEpoch && MayVote && !IsQuarantined && !_acceptor.Lease.Forbids(_self, cites, Configuration, now);

    private void Reign(Leader leader, long now, Effects effects)
    {
        if (!leader.IsDue(now))
        {
            return;
        }

        if (leader.IsDeserted(now, Configuration))
        {
            StandDown(ReignEnd.NoQuorum, ReplicaId.None, now, effects);
            return;
        }

        leader.Compare(_divergence, Configuration);
        OnCompared(leader.Difference, leader.Dispute, now, effects);
        if (_leader is null)
        {
            return;
        }

        leader.OnTime(_acceptor, _learner, now, effects);
        Truncate(leader.TruncatableThrough(_acceptor, Configuration), effects);
    }

    private void StandDown(ReignEnd end, ReplicaId newLeader, long now, Effects effects)
    {
        if (_leader is null && _candidate is null)
        {
            return;
        }

        if (_leader is not null)
        {
            NoteCurrency(_leader);
            _leader.End(newLeader, effects);
            effects.Events.Add(new ProtocolEvent.LeadershipEnded(_leader.Ballot, ChosenThrough, _leader.NextSlot.Previous, end));
        }
        else if (_candidate is not null)
        {
            effects.Events.Add(new ProtocolEvent.CandidacyEnded(_candidate.Ballot, end));
        }

        _leader = null;
        _candidate = null;
        _election.OnStoodDown(now);
    }

    private bool LeadsWithQuorum(long now) => _leader is not null && _leader.HasQuorum(now, Configuration);

    /// <summary>A ballot is used by its owner alone, who votes in its epoch.</summary>
    private bool IsFromOwner(ReplicaId from, Ballot ballot, Message message, Effects effects)
    {
        if (ballot.Replica == from && ballot.Round is > 0 and <= Election.MaxRound && Configuration.Membership.IsVoter(from))
        {
            return true;
        }

        Drop(message, from, ballot, Slot.None, DropReason.ForeignBallot, effects);
        return false;
    }

    private static void Drop(Message message, ReplicaId from, Ballot ballot, Slot slot, DropReason reason, Effects effects) =>
        effects.Events.Add(new ProtocolEvent.MessageDropped(from, message.GetType().Name, ballot, slot, reason));
}
