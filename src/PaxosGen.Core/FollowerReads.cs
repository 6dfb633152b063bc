namespace PaxosGen.Core;

/// <summary>
/// Linearizable reads of a replica that does not lead: it asks the leader from which slot on a read is linearizable,
/// and answers its readers once it knows that slot to be chosen. Waiting reads share a request.
/// </summary>
internal sealed class FollowerReads
{
    private readonly Queue<(object Tag, long Nonce)> _waiting = [];
    private readonly Queue<(object Tag, Slot Index)> _granted = [];
    private readonly long _resendAfter;
    private ReplicaId _leader;
    private bool _isAsking;
    private long _nonce;
    private long _askedAt;
    private long _askedIn;
    private long _sentAt;

    public FollowerReads(ProtocolOptions options)
    {
        _resendAfter = options.ResendAfter;

        // An answer to a request of an earlier life must not be taken for one of this life's.
        _nonce = (long)(options.Seed >> 2);
    }

    private bool Any => _waiting.Count > 0 || _granted.Count > 0;

    /// <summary>A read arrives while <paramref name="leader"/> is known to lead.</summary>
    public void Read(object tag, ReplicaId leader, long now, Effects effects)
    {
        if (_leader != leader)
        {
            RefuseAll(leader, effects);
            _leader = leader;
        }

        if (_waiting.Count + _granted.Count >= Reads.Limit)
        {
            effects.Refused.Add(new RefusedRequest(tag, RefusalReason.Overloaded, leader));
            return;
        }

        if (!_isAsking)
        {
            Ask(now, effects);
        }

        // What was acknowledged between a request and the read need not be in the request's answer, so a read waits for
        // one that leaves after it arrived. All sends of a batch leave after its last input arrived.
        _waiting.Enqueue((tag, _askedIn == effects.Batch ? _nonce : _nonce + 1));
    }

    /// <summary>The leader answers a request.</summary>
    /// <returns>What is known from it, or null.</returns>
    public Currency? OnReadIndex(ReplicaId from, Message.ReadIndex answer, long now, Effects effects)
    {
        if (!_isAsking || from != _leader || answer.Nonce != _nonce)
        {
            return null;
        }

        if (!answer.IsGranted)
        {
            RefuseAll(_leader, effects);
            return null;
        }

        _isAsking = false;
        while (_waiting.TryPeek(out var read) && read.Nonce <= answer.Nonce)
        {
            _granted.Enqueue((read.Tag, answer.Index));
            _waiting.Dequeue();
        }

        var known = new Currency(_askedAt, answer.Index);
        if (_waiting.Count > 0)
        {
            Ask(now, effects);
        }

        return known;
    }

    /// <summary>Lets go the reads whose index is chosen here; asks again where no answer came; gives up with the leader.</summary>
    /// <param name="leader">Who is known to lead now; none when nobody is.</param>
    /// <param name="chosenThrough">How far this replica knows the log to be chosen.</param>
    /// <param name="now">The time.</param>
    /// <param name="effects">What is to be done.</param>
    public void OnTime(ReplicaId leader, Slot chosenThrough, long now, Effects effects)
    {
        // One leader's indexes never go back, and nobody waits for two leaders.
        while (_granted.TryPeek(out var read) && read.Index <= chosenThrough)
        {
            effects.Reads.Add(new ReadReady(read.Tag, read.Index));
            _granted.Dequeue();
        }

        if (!Any)
        {
            return;
        }

        if (leader != _leader)
        {
            RefuseAll(leader, effects);
        }
        else if (_isAsking && now - _sentAt >= _resendAfter)
        {
            Send(now, effects);
        }
    }

    /// <summary>Nobody is answered any more.</summary>
    public void RefuseAll(ReplicaId leader, Effects effects)
    {
        _isAsking = false;
        while (_granted.TryDequeue(out var read))
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, leader));
        }

        while (_waiting.TryDequeue(out var read))
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, leader));
        }
    }

    private void Ask(long now, Effects effects)
    {
        // Asked anew once the last is answered, each with its own number; a request that is only sent again keeps time
        // and number, since the answer may be to its first copy.
        _isAsking = true;
        _nonce++;
        _askedAt = now;
        _askedIn = effects.Batch;
        Send(now, effects);
    }

    private void Send(long now, Effects effects)
    {
        _sentAt = now;
        effects.Send(_leader, new Message.ReadIndexRequest(_nonce));
    }
}

/// <summary>A state that includes <paramref name="Index"/> includes all that was acknowledged before <paramref name="At"/>.</summary>
/// <param name="At">A moment of this replica's own monotonic clock.</param>
/// <param name="Index">The slot.</param>
internal readonly record struct Currency(long At, Slot Index)
{
    /// <summary>Nothing is known.</summary>
    public static readonly Currency Unknown = new(long.MinValue / 2, Slot.None);
}
