using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// One replica: proposer, acceptor and learner in one (<i>Paxos Made Simple</i>). It routes each input to the roles,
/// and lets one role's facts reach another. It does nothing itself: what is to be sent, written and applied comes out
/// as <see cref="Effects"/>.
/// </summary>
/// <remarks>Single-threaded and deterministic: equal inputs give equal effects.</remarks>
public sealed class Replica
{
    private readonly ReplicaId _self;
    private readonly StoreId _store;
    private readonly ProtocolOptions _options;
    private readonly Acceptor _acceptor;
    private readonly Learner _learner;
    private readonly Election _election;
    private readonly CatchUp _catchUp;
    private readonly Slot _resumeThrough;
    private Candidate? _candidate;
    private Leader? _leader;
    private Slot _appliedThrough;
    private ResultHash _hash;
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
        _resumeThrough = state.ChosenThrough;
        _appliedThrough = state.SnapshotSlot;
    }

    /// <summary>What the replica is doing.</summary>
    public ReplicaRole Role => _leader is not null ? ReplicaRole.Leader
        : _candidate is not null ? ReplicaRole.Candidate
        : Configuration.Membership.IsVoter(_self) ? ReplicaRole.Follower : ReplicaRole.Learner;

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
        if (!_isStarted)
        {
            _isStarted = true;
            _learner.Resume(_resumeThrough, _acceptor.Log, effects);
            _learner.Follow(_acceptor.Log, effects);
            _election.Start(input.Time.Now, Configuration.Membership);
        }

        switch (input)
        {
            case Input.Received received:
                OnReceived(received, effects);
                break;
            case Input.Propose propose:
                OnPropose(propose.Tag, stamp => new EntryBody.Command(propose.Origin, stamp, propose.Entropy, propose.Payload), propose.Time, effects);
                break;
            case Input.OpenSession open:
                OnPropose(open.Tag, stamp => new EntryBody.OpenSession(open.Session, stamp, open.Principal), open.Time, effects);
                break;
            case Input.Read read:
                OnRead(read, effects);
                break;
            case Input.Applied applied:
                Invariant.Check(applied.Through >= _appliedThrough && applied.Through <= ChosenThrough);
                _appliedThrough = applied.Through;
                _hash = applied.Hash;
                break;
            case Input.SnapshotSaved saved:
                Invariant.Check(saved.Slot <= _appliedThrough);
                _acceptor.OnSnapshotSaved(saved.Slot);
                break;
        }

        OnTime(input.Time.Now, effects);
        Invariant.Check(TruncatedThrough <= SnapshotSlot && SnapshotSlot <= _appliedThrough && _appliedThrough <= ChosenThrough);
    }

    private void OnReceived(Input.Received received, Effects effects)
    {
        var (time, from, message) = received;
        if (Configuration.Membership.Find(from) is null)
        {
            Drop(message, from, Ballot.None, Slot.None, DropReason.NotAMember, effects);
            return;
        }

        switch (message)
        {
            case Message.Probe probe:
                _election.OnProbe(from, probe, Configuration, LeadsWithQuorum(time.Now), _acceptor, _store, time.Now, effects);
                break;
            case Message.ProbeAnswer answer:
                if (_election.OnProbeAnswer(from, answer, Configuration, time.Now) && _leader is null && _candidate is null)
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
                OnReject(reject, time.Now, effects);
                break;
            case Message.Accept accept when IsFromOwner(from, accept.Ballot, message, effects):
                OnAccept(from, accept, time.Now, effects);
                break;
            case Message.Accepted accepted:
                _leader?.OnAccepted(from, accepted, _acceptor, _learner, time.Now, effects);
                break;
            case Message.Heartbeat heartbeat when IsFromOwner(from, heartbeat.Ballot, message, effects):
                OnHeartbeat(from, heartbeat, time, effects);
                break;
            case Message.HeartbeatAck ack:
                _leader?.OnAck(from, ack, _acceptor, _learner, time, effects);
                break;
            case Message.LearnRequest request:
                _catchUp.OnLearnRequest(from, request, _acceptor.Log, ChosenThrough, effects);
                break;
            case Message.Learned learned:
                OnLearned(from, learned, time.Now, effects);
                break;
        }
    }

    // ---- phase 1 ----

    private void StartPhase1(long now, Effects effects)
    {
        var ballot = _election.NextBallot(_acceptor.Promised, Configuration.Epoch, now);
        _acceptor.PromiseOwn(ballot, effects);
        _candidate = new Candidate(ballot, ChosenThrough.Next, now);
        effects.Events.Add(new ProtocolEvent.CandidacyBegan(ballot, _candidate.FirstSlot));
        SendPrepare(_candidate, now, effects);
    }

    private void SendPrepare(Candidate candidate, long now, Effects effects)
    {
        // Its own promise is written and synced before Prepare leaves: no ballot is ever used for two purposes.
        candidate.PreparedAt = now;
        foreach (var voter in Configuration.Membership.Voters)
        {
            if (!candidate.HasPromised(voter))
            {
                effects.AfterSync(voter, new Message.Prepare(candidate.Ballot, candidate.FirstSlot));
            }
        }
    }

    private void OnPrepare(ReplicaId from, Message.Prepare prepare, long now, Effects effects)
    {
        _election.OnBallotSeen(prepare.Ballot);
        if (prepare.Ballot > _acceptor.Promised)
        {
            StandDown(ReignEnd.Of(prepare.Ballot), ReplicaId.None, now, effects);
            _election.OnPromised(now);
        }

        _acceptor.OnPrepare(from, prepare, ChosenThrough, effects);
    }

    private void OnPromise(ReplicaId from, Message.Promise promise, long now, Effects effects)
    {
        if (_candidate is not null && _candidate.Add(from, promise))
        {
            TryToLead(_candidate, now, effects);
        }
    }

    private void TryToLead(Candidate candidate, long now, Effects effects)
    {
        switch (candidate.Evaluate(Configuration, ChosenThrough))
        {
            case Phase1Outcome.CatchUp(var from):
                _catchUp.AskOnce(from, ChosenThrough, now, effects);
                break;
            case Phase1Outcome.Found found when found.Stores.Count == Configuration.Membership.Voters.Length || now - candidate.Since >= _options.ElectionTimeout / 2:
                // Whoever is named by Genesis counts from the first slot on, so it is worth a moment to name all that are there.
                var genesis = new EntryBody.Genesis(Configuration.Membership, _options.Settings, found.Stores).Encode();
                Lead(candidate, [genesis], now, effects);
                break;
            case Phase1Outcome.Learn learn:
                // Learning may let the follower rule take more slots, so what is left to propose is found anew.
                _acceptor.Learn(ChosenThrough.Next, learn.Chosen, effects);
                _learner.Follow(_acceptor.Log, effects);
                TryToLead(candidate, now, effects);
                break;
            case Phase1Outcome.Lead lead:
                Lead(candidate, lead.Proposals, now, effects);
                break;
        }
    }

    private void Lead(Candidate candidate, ImmutableArray<Entry> proposals, long now, Effects effects)
    {
        Invariant.Check(candidate.Ballot == _acceptor.Promised);
        var founders = Configuration.IsBorn ? Configuration.Stores : ((EntryBody.Genesis)proposals[0].Decode()).Stores;
        var first = ChosenThrough.Next;
        _candidate = null;
        _leader = new Leader(
            _self, candidate.Ballot, first, first + (proposals.Length - 1), candidate.Promised, founders, Configuration, now, _options);
        _election.OnLeading(now);
        effects.Events.Add(new ProtocolEvent.LeadershipBegan(candidate.Ballot, first, _leader.RecoveredThrough));
        foreach (var entry in proposals)
        {
            _leader.Propose(entry, _acceptor, _learner, now, effects);
        }
    }

    private void OnReject(Message.Reject reject, long now, Effects effects)
    {
        _election.OnBallotSeen(reject.Promised);
        if (reject.Ballot == _candidate?.Ballot || reject.Ballot == _leader?.Ballot)
        {
            StandDown(ReignEnd.Of(reject.Promised), ReplicaId.None, now, effects);
        }
    }

    // ---- phase 2 ----

    private void OnPropose(object tag, Func<long, EntryBody> body, Time time, Effects effects)
    {
        if (_leader is null)
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.NotLeader, Leader));
        }
        else if (!Configuration.IsBorn || !_leader.HasRoom(_appliedThrough))
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.Overloaded, _self));
        }
        else
        {
            _leader.Propose(body(_leader.Stamp(time)).Encode(), _acceptor, _learner, time.Now, effects);
        }
    }

    private void OnAccept(ReplicaId from, Message.Accept accept, long now, Effects effects)
    {
        _election.OnBallotSeen(accept.Ballot);
        if (accept.Ballot > _acceptor.Promised)
        {
            StandDown(ReignEnd.Of(accept.Ballot), from, now, effects);
        }

        var isCurrent = accept.Ballot >= _acceptor.Promised;
        _acceptor.OnAccept(from, accept, ChosenThrough, effects);
        if (isCurrent)
        {
            // What a late Accept announces is true as well, but a leader must not learn behind its own back.
            OnLeaderHeard(from, accept.Ballot, hasQuorum: false, now, effects);
            _learner.OnAnnounced(accept.Ballot, accept.ChosenThrough, _acceptor.Log, effects);
        }
    }

    // ---- the leader is there ----

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
        _learner.OnAnnounced(heartbeat.Ballot, heartbeat.ChosenThrough, _acceptor.Log, effects);
        _catchUp.Consider(from, _learner.AnnouncedThrough, ChosenThrough, time.Now, effects);
        effects.Send(from, new Message.HeartbeatAck(
            heartbeat.Ballot, heartbeat.Round, ChosenThrough, time.Clock, _store, SnapshotSlot, _hash));
        Truncate(heartbeat.TruncatableThrough, effects);
    }

    private void OnLeaderHeard(ReplicaId leader, Ballot ballot, bool hasQuorum, long now, Effects effects)
    {
        if (leader != _self && _election.OnLeaderHeard(leader, hasQuorum, now))
        {
            effects.Events.Add(new ProtocolEvent.LeaderChanged(ballot, leader, ChosenThrough));
        }
    }

    private void OnRead(Input.Read read, Effects effects)
    {
        if (_leader is null)
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, Leader));
        }
        else
        {
            _leader.Read(read.Tag, _acceptor, _learner, read.Time.Now, effects);
        }
    }

    // ---- learning ----

    private void OnLearned(ReplicaId from, Message.Learned learned, long now, Effects effects)
    {
        if (learned.FirstSlot < Slot.First || learned.FirstSlot - ChosenThrough > Acceptor.MaxSlotsAhead)
        {
            Drop(learned, from, Ballot.None, learned.FirstSlot, DropReason.FarSlot, effects);
            return;
        }

        var skip = (int)Math.Clamp(ChosenThrough.Next - learned.FirstSlot, 0, learned.Entries.Length);
        var first = learned.FirstSlot + skip;
        var entries = learned.Entries[skip..];
        if (_leader is not null)
        {
            // A leader announces only what it counted itself. A chosen value that is not its own proposal means that
            // it has been overtaken; one that is brings it nothing.
            for (var i = 0; i < entries.Length; i++)
            {
                if (_leader.ProposalFor(first + i)?.Equals(entries[i]) != true)
                {
                    StandDown(ReignEnd.Of(first + i), ReplicaId.None, now, effects);
                    break;
                }
            }
        }

        if (_leader is not null)
        {
            return;
        }

        var before = ChosenThrough;
        if (!entries.IsEmpty)
        {
            _acceptor.Learn(first, entries, effects);
            _learner.Follow(_acceptor.Log, effects);
        }

        _catchUp.OnAnswered(from, learned.ChosenThrough, ChosenThrough, helped: ChosenThrough > before, now, effects);
        if (_candidate is not null && ChosenThrough > before)
        {
            TryToLead(_candidate, now, effects);
        }
    }

    // ---- time ----

    private void OnTime(long now, Effects effects)
    {
        if (_leader is not null)
        {
            if (!_leader.IsDue(now))
            {
                return;
            }

            if (!_leader.HasQuorum(now, Configuration))
            {
                StandDown(ReignEnd.NoQuorum, ReplicaId.None, now, effects);
                return;
            }

            _leader.OnTime(_acceptor, _learner, now, effects);
            Truncate(_leader.TruncatableThrough(SnapshotSlot, Configuration), effects);
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
        else if (_election.OnTime(now, Configuration, effects))
        {
            StartPhase1(now, effects);
        }
    }

    private void StandDown(ReignEnd end, ReplicaId newLeader, long now, Effects effects)
    {
        if (_leader is null && _candidate is null)
        {
            return;
        }

        if (_leader is not null)
        {
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

    private void Truncate(Slot truncatable, Effects effects)
    {
        var through = Slot.Min(truncatable, SnapshotSlot) + -_options.KeepBelowSnapshot;
        if (through > TruncatedThrough)
        {
            _acceptor.Truncate(through, effects);
        }
    }

    private bool LeadsWithQuorum(long now) => _leader is not null && _leader.HasQuorum(now, Configuration);

    /// <summary>A ballot is used by its owner alone, and only ballots of this epoch mean anything here.</summary>
    private bool IsFromOwner(ReplicaId from, Ballot ballot, Message message, Effects effects)
    {
        if (ballot.Replica == from && ballot.Epoch == Configuration.Epoch && ballot.Round is > 0 and <= Election.MaxRound && Configuration.Membership.IsVoter(from))
        {
            return true;
        }

        Drop(message, from, ballot, Slot.None, DropReason.ForeignBallot, effects);
        return false;
    }

    private static void Drop(Message message, ReplicaId from, Ballot ballot, Slot slot, DropReason reason, Effects effects) =>
        effects.Events.Add(new ProtocolEvent.MessageDropped(from, message.GetType().Name, ballot, slot, reason));
}
