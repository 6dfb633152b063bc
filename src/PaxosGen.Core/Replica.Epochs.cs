namespace PaxosGen.Core;

/// <content>
/// Membership by stop-signs: a chosen StopSign ends its epoch, and the members that it names carry on from the next slot in
/// ballots of their own. Epochs share no slot, so any change is made at once (Ng et al., <i>Omni-Paxos</i>, §6).
/// </content>
public sealed partial class Replica
{
    private Input.Received? _early;
    private Input.ChangeMembers? _change;
    private Epoch _changeEnds;
    private bool _endedEpoch;
    private bool _wasMember;
    private long _toldAt;

    /// <summary>
    /// Whether this replica is a member no more and may be switched off: it knows a slot of an epoch without it to be chosen,
    /// so a phase-2 quorum of its successors holds all that came before. Until then slots may be durable only here (W6).
    /// Before its first step it goes by its snapshot alone, and may have voted in later epochs, so it says no.
    /// </summary>
    public bool IsRetired => _isStarted && IsRemoved && ChosenThrough >= Configuration.EpochStart && _acceptor.Promised.Epoch <= Configuration.Epoch;

    /// <summary>Whether this replica was a member and is none any more.</summary>
    private bool IsRemoved => !IsMember && WasMember;

    private bool IsMember => Configuration.Membership.Find(_self) is not null;

    private bool WasMember => _wasMember || Configuration.Stores.ContainsKey(_self);

    /// <summary>Whether everything before this epoch is stored and applied here: only then may this replica promise or vote in it (W6).</summary>
    private bool MayVote => _appliedThrough >= Configuration.EpochStart.Previous;

    /// <summary>Whether this replica votes, and has promised nothing in an epoch that it has lost sight of in a crash.</summary>
    private bool LivesInThisEpoch => Configuration.Membership.IsVoter(_self) && _acceptor.Promised.Epoch <= Configuration.Epoch;

    /// <summary>Whoever led the last epoch to its end knows so first, and prepares without asking, unless somebody has done so already.</summary>
    private bool LeadsOn => _endedEpoch && _acceptor.Promised.Epoch < Configuration.Epoch && _election.KnownLeader == ReplicaId.None;

    /// <summary>
    /// Epochs are compared before ballots: whoever speaks in an earlier one is told what it missed, a later one is caught up
    /// with. Chosen values are asked for and told across epochs, by members and those who were or want to be.
    /// </summary>
    private bool IsOfThisEpoch(Input.Received received, Effects effects)
    {
        var (time, from, message) = received;
        if (message is Message.LearnRequest or Message.Learned or Message.HashRequest or Message.Hashes)
        {
            return true;
        }

        var ballot = BallotOf(message);
        var epoch = message is Message.Probe probe ? probe.Epoch : ballot?.Epoch ?? Configuration.Epoch;
        if (epoch > Configuration.Epoch)
        {
            KeepEarly(received);
            _catchUp.AskOnce(from, ChosenThrough, time.Now, effects);
            return false;
        }

        if (epoch < Configuration.Epoch)
        {
            if (message is Message.Probe or Message.Prepare or Message.Accept or Message.Heartbeat)
            {
                CatchUp.Hint(from, _acceptor.Log, ChosenThrough, effects);
            }

            return false;
        }

        if (Configuration.Membership.Find(from) is null)
        {
            Drop(message, from, ballot ?? Ballot.None, Slot.None, DropReason.NotAMember, effects);
            return false;
        }

        if (!MayVote && message is Message.Prepare or Message.Accept or Message.Heartbeat or Message.Probe)
        {
            // It comes again; only the first Prepare of an epoch is worth keeping, for nobody leads meanwhile.
            KeepEarly(received);
            return false;
        }

        return true;
    }

    /// <summary>The ballot that a message speaks in; null where it speaks in none.</summary>
    private static Ballot? BallotOf(Message? message) => message switch
    {
        Message.Prepare m => m.Ballot,
        Message.Promise m => m.Ballot,
        Message.Accept m => m.Ballot,
        Message.Accepted m => m.Ballot,
        Message.Heartbeat m => m.Ballot,
        Message.HeartbeatAck m => m.Ballot,
        Message.TakeLead m => m.Ballot,
        _ => null,
    };

    private void KeepEarly(Input.Received received)
    {
        if (received.Message is Message.Prepare prepare && !(BallotOf(_early?.Message) > prepare.Ballot))
        {
            _early = received;
        }
    }

    /// <summary>A slot is applied: a Prepare that came before this replica might answer it is answered now.</summary>
    private void TakeEarly(Time time, Effects effects)
    {
        if (_early is { } early && MayVote && BallotOf(early.Message)?.Epoch <= Configuration.Epoch)
        {
            _early = null;
            OnReceived(early with { Time = time }, effects);
        }
    }

    private void OnEpochBegan(Configuration before, long now, Effects effects)
    {
        var stopSign = Configuration.EpochStart.Previous;
        _wasMember |= before.Membership.Find(_self) is not null;
        _endedEpoch = _leader is not null;
        _leader?.AnnounceEnd(before.Membership, Configuration.Membership, stopSign, _acceptor.Log[stopSign].Entry, effects);
        StandDown(ReignEnd.EpochEnded, ReplicaId.None, now, effects);
        _acceptor.EnterEpoch(Configuration.Epoch, Configuration.EpochStart);
        TellOfVotes();
        _election.OnEpochBegan(now, Configuration.Membership);
        _toldAt = now;
        effects.Events.Add(new ProtocolEvent.EpochBegan(Configuration.Epoch, Configuration.EpochStart, Configuration.Membership));
    }

    /// <summary>Those without a vote, or behind what they have promised, are told by nobody who does not know of them: they ask.</summary>
    private void AskAround(long now, Effects effects)
    {
        if (now - _toldAt >= _options.ElectionTimeout && !IsRetired)
        {
            _toldAt = now;
            _catchUp.AskAll(_self, Configuration.Membership, ChosenThrough, now, effects);
        }
    }

    private void OnChangeMembers(Input.ChangeMembers change, Effects effects)
    {
        if (_leader is null)
        {
            effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.NotLeader, $"Replica {_self} does not lead."));
            return;
        }

        if (_leader.IsEnding || IsHandingOver || _change is not null || !Configuration.IsBorn || ChosenThrough < _leader.RecoveredThrough)
        {
            effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.Refused, "Another change is under way, or the leader is new; try again in a moment."));
            return;
        }

        if (_dispute.IsOpen)
        {
            var dispute = $"Replicas differ by slot {_dispute.At}, and no quorum says who is right: change the members when that is over.";
            effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.Refused, dispute));
            return;
        }

        var admission = new Admission(_self, Configuration, _leader.Followers, ChosenThrough, _options);
        if (admission.Judge(change.Next, change.Time.Now, out var next) is { } reason)
        {
            effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.Refused, reason));
            return;
        }

        _change = change;
        _changeEnds = Configuration.Epoch;
        _leader.Propose(new EntryBody.StopSign(next).Encode(), _acceptor, _learner, change.Time.Now, effects);
    }

    /// <summary>A change is done once the next epoch has a leader, or this replica, which leads no more, knows that it had one.</summary>
    private void EndOperation(Effects effects)
    {
        if (_change is not { } change)
        {
            return;
        }

        if (Configuration.Epoch > _changeEnds)
        {
            if (ChosenThrough >= Configuration.EpochStart || Leader != ReplicaId.None)
            {
                effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.Done, "", new Epoch(_changeEnds.Value + 1)));
                _change = null;
            }
        }
        else if (_leader is null)
        {
            effects.Operations.Add(new OperationEnded(change.Tag, OperationOutcome.Unknown, "The leader stood down before the change was chosen; it may be yet."));
            _change = null;
        }
    }
}
