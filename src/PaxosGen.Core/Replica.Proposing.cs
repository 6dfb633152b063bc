using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <content>The proposer: phase 1 and phase 2.</content>
public sealed partial class Replica
{
    /// <summary>Most slots that the log may have: as many as are kept for members that lag, at least.</summary>
    private long LogLimit => Math.Max(_options.LogLimit, (4L * Configuration.Settings.SnapshotInterval) + _options.KeepBelowSnapshot);

    // ---- phase 1 ----

    private void StartPhase1(long now, Effects effects, Ballot cites = default)
    {
        var ballot = _election.NextBallot(_acceptor.Promised, Configuration.Epoch, now);
        _acceptor.PromiseOwn(ballot, effects);
        _candidate = new Candidate(ballot, ChosenThrough.Next, now) { Cites = cites };
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
                effects.AfterSync(voter, new Message.Prepare(candidate.Ballot, candidate.FirstSlot, candidate.Cites));
            }
        }
    }

    private void OnPrepare(ReplicaId from, Message.Prepare prepare, long now, Effects effects)
    {
        _election.OnBallotSeen(prepare.Ballot);
        if (prepare.Ballot > _acceptor.Promised)
        {
            if (_acceptor.Lease.Forbids(from, prepare.Cites, Configuration, now))
            {
                // No answer at all: whoever wants to lead asks again, and the lease ends.
                return;
            }

            var isHandedOver = _leader is not null && prepare.Cites == _leader.Ballot;
            StandDown(isHandedOver ? ReignEnd.HandedOver(prepare.Ballot) : ReignEnd.Of(prepare.Ballot), ReplicaId.None, now, effects);
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
        if (candidate.Ballot.Epoch != Configuration.Epoch)
        {
            // What it has just learned ended its epoch.
            return;
        }

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
            _self, candidate.Ballot, first, first + (proposals.Length - 1), candidate.Promised, founders, Configuration, now, _options)
        {
            DisputedBefore = _dispute,
        };
        _election.OnLeading(now);
        effects.Events.Add(new ProtocolEvent.LeadershipBegan(candidate.Ballot, first, _leader.RecoveredThrough));
        foreach (var entry in proposals)
        {
            _leader.Propose(entry, _acceptor, _learner, now, effects);
        }

        if (proposals.IsEmpty && first == Configuration.EpochStart)
        {
            // Once a slot of the epoch is chosen, whoever it removed may go.
            _leader.Propose(Entry.NoOp, _acceptor, _learner, now, effects);
        }
    }

    private void OnReject(ReplicaId from, Message.Reject reject, long now, Effects effects)
    {
        _election.OnBallotSeen(reject.Promised);
        if (reject.Promised.Epoch > Configuration.Epoch)
        {
            // No higher round helps: this epoch is over.
            _catchUp.AskOnce(from, ChosenThrough, now, effects);
        }

        if (reject.Ballot == _candidate?.Ballot || reject.Ballot == _leader?.Ballot)
        {
            StandDown(ReignEnd.Of(reject.Promised), ReplicaId.None, now, effects);
        }
    }

    // ---- phase 2 ----

    private void OnPropose(Input.Propose propose, Effects effects)
    {
        if (MayPropose(propose.Tag, propose.Time, effects) is { } leader)
        {
            var entry = _entryBytes.Command(new CommandEntry(propose.Origin, leader.Stamp(propose.Time), propose.Entropy, propose.Payload));
            leader.Propose(entry, _acceptor, _learner, propose.Time.Now, effects);
        }
    }

    private void OnOpenSession(Input.OpenSession open, Effects effects)
    {
        if (MayPropose(open.Tag, open.Time, effects) is { } leader)
        {
            var entry = new EntryBody.OpenSession(open.Session, leader.Stamp(open.Time), open.Principal).Encode();
            leader.Propose(entry, _acceptor, _learner, open.Time.Now, effects);
        }
    }

    /// <summary>The leader that is to propose for a client; null where the request is refused.</summary>
    private Leader? MayPropose(object tag, Time time, Effects effects)
    {
        if (_leader is null || IsHandingOver)
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.NotLeader, IsHandingOver ? _handover!.To : Leader));
        }
        else if (_leader.IsEnding)
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.NotLeader, ReplicaId.None));
        }
        else if (_leader.NextSlot - TruncatedThrough > LogLimit || _acceptor.Log.Bytes > _options.LogLimitBytes)
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.LogFull, _self));
            HandOverFullLog(_leader, time.Now, effects);
        }
        else if (!Configuration.IsBorn || !_leader.HasRoom(_appliedThrough))
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.Overloaded, _self));
        }
        else
        {
            return _leader;
        }

        return null;
    }

    private void OnActivateVersion(Input.ActivateVersion activate, Effects effects)
    {
        if (_leader is { IsEnding: false } && !IsHandingOver && Configuration.IsBorn && _leader.HasRoom(_appliedThrough)
            && activate.Version > Math.Max(Configuration.ActiveVersion, _leader.ProposedVersion))
        {
            _leader.ProposedVersion = activate.Version;
            _leader.Propose(new EntryBody.ActivateVersion(activate.Version).Encode(), _acceptor, _learner, activate.Time.Now, effects);
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
        if (!isCurrent || !IsLogFull)
        {
            _acceptor.OnAccept(from, accept, ChosenThrough, effects);
        }

        if (isCurrent)
        {
            // What a late Accept announces is true as well, but a leader must not learn behind its own back.
            OnLeaderHeard(from, accept.Ballot, hasQuorum: false, now, effects);
            _learner.OnAnnounced(accept.Ballot, accept.ChosenThrough, _acceptor.Log, effects);
        }
    }
}
