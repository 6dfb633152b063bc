namespace PaxosGen.Core;

/// <content>
/// Replicas compare hashes of what they have applied. Who differs from a quorum is quarantined: it votes, and neither leads nor
/// shows what it has. While hashes differ without a quorum of equal ones nobody answers reads, and nothing is deleted.
/// </content>
public sealed partial class Replica
{
    private const int MostHashes = 4096;

    private Input.Rejoin? _rejoin;
    private long _wantedAt;
    private int _sourcesTried;
    private int _rejoins;
    private Dispute _dispute;
    private (Ballot Ballot, long Round) _toldIn;

    /// <summary>What may be answered from this replica's state.</summary>
    public Serving Serving => IsQuarantined ? Serving.Nothing : _dispute.IsOpen ? Serving.NoReads : Serving.All;

    /// <summary>Whether this replica differs from a quorum, or did before it restarted.</summary>
    public bool IsQuarantined => _divergence.IsQuarantined;

    /// <summary>
    /// Snapshots through here may be sent to others, who will be like this replica. In a dispute those from before it, so that whoever is
    /// behind can come and say who is right.
    /// </summary>
    public Slot SnapshotsThrough => Serving switch
    {
        Serving.All => new Slot(long.MaxValue),
        Serving.NoReads => _divergence.EqualThrough,
        _ => Slot.None,
    };

    private bool IsRejoining => _rejoin is not null;

    /// <summary>The leader says what a quorum agrees on. What it said in an earlier round may have been put right since.</summary>
    private void OnTold(Message.Heartbeat heartbeat, long now, Effects effects)
    {
        if (heartbeat.Ballot != _toldIn.Ballot || heartbeat.Round >= _toldIn.Round)
        {
            _toldIn = (heartbeat.Ballot, heartbeat.Round);
            OnCompared(_divergence.Compare(heartbeat.Agreed), heartbeat.Dispute, now, effects);
        }
    }

    /// <summary>The hashes of the voters have been compared, here or by the leader.</summary>
    private void OnCompared(Difference? difference, Dispute dispute, long now, Effects effects)
    {
        if (IsQuarantined)
        {
            // Whoever rejoins meanwhile is one of those who do not know who is right.
            _dispute = dispute;
            return;
        }

        if (difference is { } differs)
        {
            BeQuarantined(differs, now, effects);
        }
        else if (dispute.IsOpen && !_dispute.IsOpen)
        {
            effects.Events.Add(new ProtocolEvent.DisputeBegan(Promised, dispute.At));
            _divergence.LookFor(dispute.At, null);
            _leader?.RefuseReads(effects);
            _followerReads.RefuseAll(ReplicaId.None, effects);
        }
        else if (!dispute.IsOpen && _dispute.IsOpen)
        {
            effects.Events.Add(new ProtocolEvent.DisputeEnded(Promised, ChosenThrough));
            _divergence.StopLooking();
        }

        _dispute = dispute;
    }

    private void BeQuarantined(Difference difference, long now, Effects effects)
    {
        _divergence.BeQuarantined(difference);
        effects.Quarantined = difference;
        effects.IsLifted = false;
        effects.Events.Add(new ProtocolEvent.Quarantined(Promised, difference));
        StandDown(ReignEnd.Quarantined, ReplicaId.None, now, effects);
        _followerReads.RefuseAll(ReplicaId.None, effects);
    }

    private void ContinueDivergence(long now, Effects effects)
    {
        effects.Differs = _divergence.OnTime(_self, Configuration.Membership, _acceptor.Log, now, effects) ?? effects.Differs;
        if (IsRejoining && now - _wantedAt >= _options.ResendAfter)
        {
            // The leader first of all; who has none, or is silent, is passed over in the end.
            _wantedAt = now;
            var others = Configuration.Membership.Members.Select(m => m.Id).Union(_options.AlsoAsk).Where(id => id != _self).OrderBy(id => id != Leader).ToList();
            if (others.Count > 0)
            {
                effects.Wanted = new SnapshotWanted(others[_sourcesTried++ / 8 % others.Count], Slot.Max(Slot.None, TruncatedThrough.Previous));
            }
        }

        if (IsRejoining && effects.Wanted is { } wanted)
        {
            effects.Wanted = wanted with { ForRejoin = _rejoins };
        }
    }

    private void OnHashRequest(ReplicaId from, Message.HashRequest request, Effects effects)
    {
        var (first, hashes) = _divergence.History.Of(request.FirstSlot, Math.Clamp(request.Count, 0, MostHashes));
        effects.Send(from, new Message.Hashes(first, hashes));
    }

    private void OnSnapshotSaved(Input.SnapshotSaved saved)
    {
        if (saved.Slot > _appliedThrough)
        {
            // Of what was applied before a peer's snapshot took its place, and is being applied again. The next one covers it.
            return;
        }

        _acceptor.OnSnapshotSaved(saved.Slot);
        _divergence.OnSnapshot(new ResultHash(saved.Slot, saved.StateHash));
    }

    private void OnRejoin(Input.Rejoin rejoin, Effects effects)
    {
        if (!IsQuarantined || IsRejoining)
        {
            var why = IsRejoining ? "It is rejoining already." : $"Replica {_self} is not quarantined.";
            effects.Operations.Add(new OperationEnded(rejoin.Tag, OperationOutcome.Refused, why));
            return;
        }

        (_rejoin, _wantedAt, _sourcesTried) = (rejoin, long.MinValue / 2, 0);
        _rejoins++;
    }

    /// <summary>A peer's state is this replica's now; what was chosen after it is applied again.</summary>
    private void GoOnFrom(Slot slot, bool isRejoin, Effects effects)
    {
        for (var next = slot.Next; next <= ChosenThrough; next = next.Next)
        {
            effects.Chosen.Add(new ChosenEntry(next, _acceptor.Log[next].Entry));
        }

        if (isRejoin)
        {
            var rejoin = _rejoin!;
            _rejoin = null;
            effects.Wanted = null;
            _divergence.Lift();
            effects.IsLifted = true;
            effects.Operations.Add(new OperationEnded(rejoin.Tag, OperationOutcome.Done, ""));
            effects.Events.Add(new ProtocolEvent.Rejoined(Promised, slot));
        }
    }
}
