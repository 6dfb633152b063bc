namespace PaxosGen.Core;

/// <summary>
/// A leader lets another replica lead: it takes nothing on any more, waits until the other has all that is chosen, and
/// tells it to prepare (Ongaro §3.10). Ends when the other is heard to lead, or after an election time-out.
/// </summary>
internal sealed class Handover
{
    private readonly long _deadline;
    private readonly long _tellAgainAfter;
    private long _toldAt;
    private Slot _askedAt;

    public Handover(object? tag, ReplicaId to, Ballot ballot, long now, ProtocolOptions options)
    {
        Tag = tag;
        To = to;
        Ballot = ballot;
        _deadline = now + options.ElectionTimeout;
        _tellAgainAfter = options.HeartbeatInterval;
    }

    /// <summary>The operator's tag; null where none asked for it.</summary>
    public object? Tag { get; }

    /// <summary>Who is to lead.</summary>
    public ReplicaId To { get; }

    /// <summary>The ballot that is handed over.</summary>
    public Ballot Ballot { get; }

    /// <summary>Whether <see cref="To"/> has been told to lead. From then on its Prepare may come at any time, however late.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Whether it takes too long.</summary>
    public bool IsOver(long now) => now >= _deadline;

    /// <summary>Whether to ask now whether the other has all through <paramref name="chosenThrough"/>, rather than with the next heartbeat.</summary>
    public bool AsksAt(Slot chosenThrough)
    {
        var asks = _askedAt < chosenThrough;
        _askedAt = chosenThrough;
        return asks;
    }

    /// <summary>Tells the other to lead, and again from time to time, since that may be lost.</summary>
    public void Tell(long now, Effects effects)
    {
        if (!IsTold || now - _toldAt >= _tellAgainAfter)
        {
            IsTold = true;
            _toldAt = now;
            effects.Send(To, new Message.TakeLead(Ballot));
        }
    }
}
