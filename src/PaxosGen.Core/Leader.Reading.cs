namespace PaxosGen.Core;

/// <content>What a leader may answer from its own state, and when.</content>
internal sealed partial class Leader
{
    private bool _hasGivenUpLease;
    private ReplicaId _readsGoTo;

    /// <summary>Whether reads are refused: the reign is about to end, or the epoch.</summary>
    public bool HasStoppedReads { get; private set; }

    /// <summary>
    /// When nobody else led for certain, as far as confirmed rounds tell, in nanoseconds of this leader's clock; null
    /// while reads are stopped, or while entries may be missing that lower ballots have acknowledged.
    /// </summary>
    public long? CurrentAt(Slot chosenThrough) => HasStoppedReads || chosenThrough < RecoveredThrough ? null : _rounds.ConfirmedAt;

    /// <summary>A client's read: answered at once where its consistency allows that, else once a round sent from now on is confirmed.</summary>
    public void Read(Input.Read read, Acceptor acceptor, Learner learner, Effects effects)
    {
        if (HasStoppedReads)
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, _readsGoTo));
        }
        else if (AnswersAtOnce(read, learner, out var deadline))
        {
            effects.Reads.Add(new ReadReady(read.Tag, learner.ChosenThrough, deadline));
        }
        else if (_reads.IsFull)
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.Overloaded, _self));
        }
        else
        {
            var round = RoundFor(acceptor, learner, read.Time.Now, effects);
            _reads.Add(read.Tag, round, MaybeKnownElsewhere);
            if (round <= _rounds.Confirmed)
            {
                // Where this replica alone is the quorum. Whoever waits for others is not counted anew for each read.
                ReleaseReads(acceptor, learner, effects);
            }
        }
    }

    /// <summary>Another replica wants to answer a linearizable read.</summary>
    public void OnReadIndexRequest(ReplicaId from, Message.ReadIndexRequest request, Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        if (HasStoppedReads)
        {
            effects.Send(from, new Message.ReadIndex(request.Nonce, IsGranted: false, Slot.None));
            return;
        }

        _reads.Add(from, request.Nonce, RoundFor(acceptor, learner, now, effects), MaybeKnownElsewhere);
        ReleaseReads(acceptor, learner, effects);
    }

    /// <summary>
    /// Starts no read any more and refuses those that wait, and gives up the lease: this leader proposes a StopSign, and the
    /// next epoch may take writes that it does not hear of (W5).
    /// </summary>
    public void StopReads(ReplicaId readsGoTo, Effects effects)
    {
        HasStoppedReads = true;
        _hasGivenUpLease = true;
        _readsGoTo = readsGoTo;
        _reads.RefuseAll(readsGoTo, effects);
    }

    /// <summary>No read is served under a lease in this ballot any more: another replica is let lead, whose Prepare no lease holds up, however late it comes.</summary>
    public void GiveUpLease() => _hasGivenUpLease = true;

    /// <summary>
    /// The highest slot of this ballot that others may know to be chosen before this leader does: any that is proposed where
    /// this leader tells of its votes, for nobody counts votes in a ballot without its leader's.
    /// </summary>
    private Slot MaybeKnownElsewhere => _options.Learning == LearningMode.AllToAll ? NextSlot.Previous : Slot.None;

    private bool AnswersAtOnce(Input.Read read, Learner learner, out long deadline)
    {
        // W4: lower ballots may have acknowledged anything through the highest slot that phase 1 reported.
        deadline = long.MaxValue;
        if (learner.ChosenThrough < RecoveredThrough)
        {
            return false;
        }

        switch (read.Consistency)
        {
            case ReadConsistency.Lease when !_hasGivenUpLease && MaybeKnownElsewhere <= learner.ChosenThrough:
                deadline = _rounds.LeaseEnd(learner.Configuration.Membership.LeaseNanoseconds, _options.ClockDriftBound);
                return read.Time.Now < deadline;
            case ReadConsistency.BoundedStale:
                return read.Time.Now - _rounds.ConfirmedAt <= read.MaxStaleness;
            default:
                return false;
        }
    }

    /// <summary>The round that a read which arrives now has to wait for; sends it if nothing is gained by waiting.</summary>
    private long RoundFor(Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        // All sends of a batch happen after its last input arrived, so its reads share a round that the batch sends.
        if (_rounds.Batch != effects.Batch && ConfirmedRound(learner.Configuration) >= _rounds.Newest)
        {
            SendHeartbeats(acceptor, learner, now, effects);
        }

        return _rounds.Batch == effects.Batch ? _rounds.Newest : _rounds.Newest + 1;
    }

    private void ReleaseReads(Acceptor acceptor, Learner learner, Effects effects)
    {
        if (!_reads.Any || Withholds || learner.ChosenThrough < RecoveredThrough)
        {
            return;
        }

        foreach (var replica in _reads.Release(ConfirmedRound(learner.Configuration), learner.ChosenThrough, effects))
        {
            if (_followers.ChosenThrough(replica) < learner.ChosenThrough)
            {
                // It waits for what it may not know to be chosen until the next heartbeat. This one is of the newest
                // round again: an ack only says more than one of its first copy.
                effects.Send(replica, HeartbeatOf(acceptor, learner));
            }
        }
    }

    private long ConfirmedRound(Configuration configuration) => _followers.ConfirmedRound(
        CountsVoter(_self, configuration) ? _rounds.Newest : null, configuration.Membership.Phase2Quorum, (replica, store) => Counts(replica, store, configuration));
}
