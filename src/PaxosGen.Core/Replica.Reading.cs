namespace PaxosGen.Core;

/// <content>Reads: as a leader, through the leader, or from what was current a moment ago.</content>
public sealed partial class Replica
{
    private Currency _currency = Currency.Unknown;

    private void OnRead(Input.Read read, Effects effects)
    {
        var now = read.Time.Now;
        if (Serving != Serving.All)
        {
            var reason = IsQuarantined ? RefusalReason.NotLeader : RefusalReason.Disputed;
            effects.Refused.Add(new RefusedRequest(read.Tag, reason, Leader));
        }
        else if (IsHandingOver)
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, _handover!.To));
        }
        else if (_leader is { HasStoppedReads: false })
        {
            _leader.Read(read, _acceptor, _learner, effects);
        }
        else if (read.Consistency == ReadConsistency.BoundedStale && now - _currency.At <= read.MaxStaleness && ChosenThrough >= _currency.Index)
        {
            effects.Reads.Add(new ReadReady(read.Tag, _currency.Index));
        }
        else if (_leader is not null)
        {
            _leader.Read(read, _acceptor, _learner, effects);
        }
        else if (read.Consistency == ReadConsistency.Lease || Leader == ReplicaId.None)
        {
            // A lease is of use to the leader's own readers only.
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, Leader));
        }
        else
        {
            _followerReads.Read(read.Tag, Leader, now, effects);
        }
    }

    private void OnReadIndexRequest(ReplicaId from, Message.ReadIndexRequest request, long now, Effects effects)
    {
        if (_leader is null || IsHandingOver || Serving != Serving.All)
        {
            effects.Send(from, new Message.ReadIndex(request.Nonce, IsGranted: false, Slot.None));
        }
        else
        {
            _leader.OnReadIndexRequest(from, request, _acceptor, _learner, now, effects);
        }
    }

    private void OnReadIndex(ReplicaId from, Message.ReadIndex answer, long now, Effects effects)
    {
        if (_followerReads.OnReadIndex(from, answer, now, effects) is { } known && known.At > _currency.At)
        {
            _currency = known;
        }
    }

    /// <summary>What a leader knows to be current stays known when it leads no more.</summary>
    private void NoteCurrency(Leader leader)
    {
        if (leader.CurrentAt(ChosenThrough) is { } at && at > _currency.At)
        {
            _currency = new Currency(at, ChosenThrough);
        }
    }
}
