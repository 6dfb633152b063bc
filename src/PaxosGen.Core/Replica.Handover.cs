namespace PaxosGen.Core;

/// <content>Leadership handed over to a replica of the operator's choice, without an election.</content>
public sealed partial class Replica
{
    private Handover? _handover;

    /// <summary>Whether this replica leads and does not take on clients' requests, since it is handing over.</summary>
    private bool IsHandingOver => _leader is not null && _handover?.Ballot == _leader.Ballot;

    private void OnTransferLead(Input.TransferLead transfer, Effects effects)
    {
        var now = transfer.Time.Now;
        if (_leader is null)
        {
            var whoDoes = Leader == ReplicaId.None ? " and knows of nobody who does" : $"; replica {Leader} does";
            End(OperationOutcome.NotLeader, $"Replica {_self} does not lead{whoDoes}.");
            return;
        }

        var to = transfer.To == ReplicaId.None ? _leader.Successor(_learner, now) : transfer.To;
        if (to == _self)
        {
            End(OperationOutcome.Done, "");
        }
        else if (_handover is not null)
        {
            End(OperationOutcome.Refused, $"Leadership is being handed over to replica {_handover.To} already.");
        }
        else if (_leader.IsEnding)
        {
            End(OperationOutcome.Refused, "The members are being changed. Ask again when the next epoch has a leader.");
        }
        else if (to == ReplicaId.None)
        {
            End(OperationOutcome.Refused, "No other voter has been heard from within the election time-out.");
        }
        else if (!Configuration.Membership.IsVoter(to))
        {
            End(OperationOutcome.Refused, $"Replica {to} is no voter of epoch {Configuration.Epoch}, whose voters are {string.Join(", ", Configuration.Membership.Voters)}.");
        }
        else if (_leader.IsQuarantined(to))
        {
            End(OperationOutcome.Refused, $"Replica {to} is quarantined: its state differs from the others'. Let it rejoin first.");
        }
        else if (!_leader.Hears(to, now))
        {
            End(OperationOutcome.Refused, $"Replica {to} has not been heard from within the election time-out. Hand over once it is up and connected.");
        }
        else
        {
            // The Prepare that is to come is refused by nobody for the sake of this leader's lease, and may be late, so
            // no read is served under a lease in this ballot any more, even if the handover is given up.
            _leader.GiveUpLease();
            _handover = new Handover(transfer.Tag, to, _leader.Ballot, now, _options);
            effects.Events.Add(new ProtocolEvent.HandoverBegan(_leader.Ballot, to, ChosenThrough));
        }

        void End(OperationOutcome outcome, string reason) => effects.Operations.Add(new OperationEnded(transfer.Tag, outcome, reason));
    }

    /// <summary>
    /// The log is full since this replica, and not every other, fails to make snapshots, perhaps since its replay differs or its
    /// disk is full: whoever has newer ones has room.
    /// </summary>
    private void HandOverFullLog(Leader leader, long now, Effects effects)
    {
        var to = leader.Successor(_learner, now);
        if (Serving == Serving.All && _handover is null && to != ReplicaId.None && leader.SnapshotSlot(to) > SnapshotSlot)
        {
            leader.GiveUpLease();
            _handover = new Handover(null, to, leader.Ballot, now, _options);
            effects.Events.Add(new ProtocolEvent.HandoverBegan(leader.Ballot, to, ChosenThrough));
        }
    }

    /// <summary>The leader lets this replica lead. It has promised nobody anything, so no probe is needed.</summary>
    private void OnTakeLead(Message.TakeLead takeLead, long now, Effects effects)
    {
        _election.OnBallotSeen(takeLead.Ballot);
        if (takeLead.Ballot >= _acceptor.Promised && _leader is null && _candidate is null && MayLead(takeLead.Ballot, now))
        {
            StartPhase1(now, effects, cites: takeLead.Ballot);
        }
    }

    private void ContinueHandover(Handover handover, long now, Effects effects)
    {
        if (handover.Ballot.Epoch != Configuration.Epoch)
        {
            EndHandover(OperationOutcome.Unknown, $"Epoch {Configuration.Epoch} began before replica {handover.To} led.", effects);
        }
        else if (_leader is not null && !IsHandingOver)
        {
            // The Prepare of one that was told may come yet.
            var outcome = handover.IsTold ? OperationOutcome.Unknown : OperationOutcome.Refused;
            EndHandover(outcome, $"Replica {handover.To} did not come to lead; replica {_self} leads again.", effects);
        }
        else if (handover.IsOver(now))
        {
            GiveUp(handover, effects);
        }
        else if (IsHandingOver && _leader!.IsIdle && _appliedThrough == ChosenThrough)
        {
            if (_leader.HasAll(handover.To, ChosenThrough))
            {
                handover.Tell(now, effects);
            }
            else if (handover.AsksAt(ChosenThrough))
            {
                _leader.Announce(_acceptor, _learner, now, effects);
            }
        }
    }

    /// <summary>A leader that has promised nothing higher meanwhile goes on serving.</summary>
    private void GiveUp(Handover handover, Effects effects)
    {
        if (!IsHandingOver)
        {
            EndHandover(OperationOutcome.Unknown, $"Replica {_self} leads no more, and has not heard yet that replica {handover.To} does.", effects);
        }
        else if (handover.IsTold)
        {
            EndHandover(
                OperationOutcome.Unknown, $"Replica {handover.To} was told to lead and was not heard to do so within the election time-out. Replica {_self} leads on; it may still happen.", effects);
        }
        else
        {
            EndHandover(OperationOutcome.Refused, $"Replica {handover.To} did not have all that is chosen within the election time-out. Replica {_self} leads on.", effects);
        }
    }

    /// <summary>Somebody is heard to lead in a ballot.</summary>
    private void OnLeadTaken(ReplicaId leader, Ballot ballot, Effects effects)
    {
        if (_handover is null || ballot <= _handover.Ballot)
        {
            return;
        }

        if (leader == _handover.To)
        {
            EndHandover(OperationOutcome.Done, "", effects);
        }
        else
        {
            EndHandover(OperationOutcome.Unknown, $"Replica {leader} leads, and not replica {_handover.To}.", effects);
        }
    }

    private void EndHandover(OperationOutcome outcome, string reason, Effects effects)
    {
        if (_handover!.Tag is { } tag)
        {
            effects.Operations.Add(new OperationEnded(tag, outcome, reason));
        }

        effects.Events.Add(new ProtocolEvent.HandoverEnded(_handover.Ballot, _handover.To, outcome));
        _handover = null;
    }
}
