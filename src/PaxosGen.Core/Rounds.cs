namespace PaxosGen.Core;

/// <summary>
/// The rounds of heartbeats that a leader has sent in its ballot, and when: a phase-2 quorum that has echoed one has
/// shown that nobody else led when it was sent, and with leases lets nobody else lead for a while after that.
/// </summary>
internal sealed class Rounds
{
    // Limit: while a round is not confirmed the next comes a heartbeat interval later, and a leader without a quorum
    // for an election time-out, ten intervals, stands down.
    private readonly Queue<(long Round, long SentAt)> _unconfirmed = [];

    /// <summary>The newest round.</summary>
    public long Newest { get; private set; }

    /// <summary>The batch that sends it.</summary>
    public long Batch { get; private set; }

    /// <summary>The newest round that was found to be confirmed when it was last looked for; 0 while none was.</summary>
    public long Confirmed { get; private set; }

    /// <summary>When the newest confirmed round was sent, or a moment before it; long ago when none is.</summary>
    public long ConfirmedAt { get; private set; } = long.MinValue / 2;

    /// <summary>Begins a round. Its messages leave after <paramref name="now"/>, with the others of the batch.</summary>
    /// <returns>Its number.</returns>
    public long Begin(long now, long batch)
    {
        Newest++;
        Batch = batch;
        _unconfirmed.Enqueue((Newest, now));
        return Newest;
    }

    /// <summary>A phase-2 quorum has echoed this round or later ones.</summary>
    public void OnConfirmed(long round)
    {
        Confirmed = Math.Max(Confirmed, round);
        while (_unconfirmed.TryPeek(out var sent) && sent.Round <= round)
        {
            ConfirmedAt = sent.SentAt;
            _unconfirmed.Dequeue();
        }
    }

    /// <summary>When the lease ends that the confirmed rounds give, by this leader's clock.</summary>
    /// <param name="duration">How long an acknowledged heartbeat binds a voter, by the voter's clock.</param>
    /// <param name="driftBound">By what part of it the leader's clock may go slower than a voter's.</param>
    public long LeaseEnd(long duration, double driftBound) =>
        duration == 0 ? long.MinValue : ConfirmedAt + duration - (long)Math.Ceiling(duration * driftBound);
}
