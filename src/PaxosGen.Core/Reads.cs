namespace PaxosGen.Core;

/// <summary>
/// Linearizable reads by read index (Ongaro §6.4): a read waits until a phase-2 quorum has echoed a heartbeat round
/// that was sent after it arrived. Waiting reads share a round.
/// </summary>
internal sealed class Reads
{
    private readonly Queue<(object Tag, long Round)> _waiting = [];

    public bool Any => _waiting.Count > 0;

    /// <summary>The last round that a waiting read needs, or 0.</summary>
    public long LastRoundNeeded { get; private set; }

    public void Add(object tag, long round)
    {
        Invariant.Check(round >= LastRoundNeeded);
        LastRoundNeeded = round;
        _waiting.Enqueue((tag, round));
    }

    /// <summary>Lets go the reads whose round is confirmed, to be answered from a state that includes <paramref name="index"/>.</summary>
    public void Release(long confirmedRound, Slot index, Effects effects)
    {
        while (_waiting.TryPeek(out var read) && read.Round <= confirmedRound)
        {
            effects.Reads.Add(new ReadReady(read.Tag, index));
            _waiting.Dequeue();
        }
    }

    public void RefuseAll(ReplicaId leader, Effects effects)
    {
        while (_waiting.TryDequeue(out var read))
        {
            effects.Refused.Add(new RefusedRequest(read.Tag, RefusalReason.NotLeader, leader));
        }
    }
}
