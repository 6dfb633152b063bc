namespace PaxosGen.Core;

/// <content>What a leader may answer from its own state, and when.</content>
internal sealed partial class Leader
{
    private bool _hasGivenUpLease;

    /// <summary>
    /// When nobody else led for certain, as far as confirmed rounds tell, in nanoseconds of this leader's clock; null
    /// while the epoch ends, or while entries may be missing that lower ballots have acknowledged.
    /// </summary>
    public long? CurrentAt(Slot chosenThrough) => IsEnding || chosenThrough < RecoveredThrough ? null : _rounds.ConfirmedAt;

    /// <summary>A client's read: answered at once where its consistency allows that, else once a round sent from now on is confirmed.</summary>
    public void Read(Input.Read read, Acceptor acceptor, Learner learner, Effects effects)
    {
        Invariant.Check(!IsEnding);
        if (AnswersAtOnce(read, learner, out var deadline))
        {
            effects.Reads.Add(new ReadReady(read.Tag, learner.ChosenThrough, deadline));
        }
        else
        {
            _reads.Add(read.Tag, RoundFor(acceptor, learner, read.Time.Now, effects));
            ReleaseReads(acceptor, learner, effects);
        }
    }

    /// <summary>Another replica wants to answer a linearizable read.</summary>
    public void OnReadIndexRequest(ReplicaId from, Message.ReadIndexRequest request, Acceptor acceptor, Learner learner, long now, Effects effects)
    {
        Invariant.Check(!IsEnding);
        _reads.Add(from, request.Nonce, RoundFor(acceptor, learner, now, effects));
        ReleaseReads(acceptor, learner, effects);
    }

    /// <summary>
    /// No read is answered by lease in this ballot any more: another replica is let lead, whose Prepare no lease holds up,
    /// and however late it comes. Rounds confirm reads as before.
    /// </summary>
    public void GiveUpLease() => _hasGivenUpLease = true;

    /// <summary>
    /// The StopSign is about to be proposed. The next epoch may take writes that this leader does not hear of (W5), so it
    /// starts no read any more, refuses those that wait, and gives up the lease.
    /// </summary>
    private void StopReads(Effects effects)
    {
        GiveUpLease();
        _reads.RefuseAll(ReplicaId.None, effects);
    }

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
            case ReadConsistency.Lease when !_hasGivenUpLease:
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
        if (!_reads.Any || learner.ChosenThrough < RecoveredThrough)
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

    private long ConfirmedRound(Configuration configuration) =>
        _followers.ConfirmedRound(_rounds.Newest, configuration, r => CountsVoter(r, configuration));
}
