namespace PaxosGen.Core;

/// <summary>
/// Linearizable reads by read index (Ongaro §6.4): a read waits until a phase-2 quorum has echoed a heartbeat round
/// that was sent after it arrived. Waiting reads share a round. Other replicas' requests for an index wait among them.
/// </summary>
/// <remarks>
/// Where acceptors tell everybody of their votes, others may know a slot to be chosen, and answer from it, before its
/// leader does. So that no later answer shows less, a read then waits as well for all that was proposed before it arrived.
/// </remarks>
internal sealed class Reads
{
    /// <summary>Most reads that wait; beyond, readers are told to come back later.</summary>
    public const int Limit = 65_536;

    private readonly Queue<(object Tag, long Round, Slot Through)> _waiting = [];

    // One request a member: it asks for one index at a time, and a new request means that it has forgotten the old one.
    private readonly SortedDictionary<ReplicaId, (long Nonce, long Round, Slot Through)> _requests = [];

    /// <summary>Whether as many reads wait as may.</summary>
    public bool IsFull => _waiting.Count >= Limit;

    public bool Any => _waiting.Count > 0 || _requests.Count > 0;

    /// <summary>The last round that a waiting read needs, or 0.</summary>
    public long LastRoundNeeded { get; private set; }

    /// <summary>A read arrives that may be answered once <paramref name="round"/> is confirmed and <paramref name="through"/> is chosen.</summary>
    public void Add(object tag, long round, Slot through)
    {
        Need(round);
        _waiting.Enqueue((tag, round, through));
    }

    /// <summary>Another replica asks for an index. A repeated request keeps its round, which was sent after it first arrived.</summary>
    public void Add(ReplicaId from, long nonce, long round, Slot through)
    {
        if (!_requests.TryGetValue(from, out var known) || known.Nonce != nonce)
        {
            Need(round);
            _requests[from] = (nonce, round, through);
        }
    }

    /// <summary>
    /// Lets go the reads whose round is confirmed and whose slots are chosen, to be answered from a state that includes <paramref name="index"/>.
    /// </summary>
    /// <returns>The replicas that were told an index.</returns>
    public IReadOnlyList<ReplicaId> Release(long confirmedRound, Slot index, Effects effects)
    {
        while (_waiting.TryPeek(out var read) && read.Round <= confirmedRound && read.Through <= index)
        {
            effects.Reads.Add(new ReadReady(read.Tag, index));
            _waiting.Dequeue();
        }

        if (_requests.Count == 0)
        {
            return [];
        }

        List<ReplicaId> told = [.. _requests.Where(r => r.Value.Round <= confirmedRound && r.Value.Through <= index).Select(r => r.Key)];
        foreach (var replica in told)
        {
            _requests.Remove(replica, out var request);
            effects.Send(replica, new Message.ReadIndex(request.Nonce, IsGranted: true, index));
        }

        return told;
    }

    public void RefuseAll(ReplicaId leader, Effects effects)
    {
        while (_waiting.TryDequeue(out var read))
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, leader));
        }

        foreach (var (replica, request) in _requests)
        {
            effects.Send(replica, new Message.ReadIndex(request.Nonce, IsGranted: false, Slot.None));
        }

        _requests.Clear();
    }

    private void Need(long round)
    {
        Invariant.Check(round >= LastRoundNeeded);
        LastRoundNeeded = round;
    }
}
