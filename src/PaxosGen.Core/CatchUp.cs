using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>Asks others for chosen entries that this replica misses, and answers those who ask.</summary>
internal sealed class CatchUp
{
    private readonly ProtocolOptions _options;
    private long _askedAt = long.MinValue / 2;
    private Slot _waitingAt = Slot.None;
    private long _waitingSince;

    public CatchUp(ProtocolOptions options)
    {
        _options = options;
    }

    /// <summary>Whether there is no room for more.</summary>
    public bool IsPaused { get; set; }

    /// <summary>
    /// The leader has announced more than is known here. Votes in flight usually close the gap, so only a gap that
    /// stays is asked about.
    /// </summary>
    public void Consider(ReplicaId leader, Slot announcedThrough, Slot chosenThrough, long now, Effects effects)
    {
        if (announcedThrough <= chosenThrough)
        {
            _waitingAt = Slot.None;
            return;
        }

        if (_waitingAt != chosenThrough.Next)
        {
            (_waitingAt, _waitingSince) = (chosenThrough.Next, now);
        }

        if (now - _waitingSince >= _options.HeartbeatInterval / 2 && now - _askedAt >= _options.ResendAfter)
        {
            Ask(leader, chosenThrough, now, effects);
        }
    }

    /// <summary>Asks for what follows <paramref name="chosenThrough"/>, unless an answer is still awaited.</summary>
    public void AskOnce(ReplicaId from, Slot chosenThrough, long now, Effects effects)
    {
        if (now - _askedAt >= _options.ResendAfter)
        {
            Ask(from, chosenThrough, now, effects);
        }
    }

    /// <summary>Nobody tells this replica anything: it asks all whom it knows.</summary>
    public void AskAll(ReplicaId self, Membership membership, Slot chosenThrough, long now, Effects effects)
    {
        if (IsPaused)
        {
            return;
        }

        _askedAt = now;
        foreach (var replica in membership.Members.Select(m => m.Id).Union(_options.AlsoAsk))
        {
            if (replica != self)
            {
                effects.Send(replica, new Message.LearnRequest(chosenThrough.Next, _options.MaxMessageBytes));
            }
        }
    }

    /// <summary>Whoever speaks in an epoch that is over is told how far the log has come since; it asks if it wants to know more.</summary>
    public static void Hint(ReplicaId to, SlotLog log, Slot chosenThrough, Effects effects) =>
        effects.Send(to, new Message.Learned(chosenThrough.Next, [], chosenThrough, log.TruncatedThrough));

    /// <summary>An answer came: ask for more at once while the other has more; for its snapshot if that is all it has.</summary>
    public void OnAnswered(ReplicaId from, Message.Learned answer, Slot chosenThrough, bool helped, long now, Effects effects)
    {
        if (answer.TruncatedThrough > chosenThrough)
        {
            effects.Wanted = new SnapshotWanted(from, chosenThrough);
        }
        else if (answer.ChosenThrough > chosenThrough)
        {
            if (helped)
            {
                Ask(from, chosenThrough, now, effects);
            }
            else
            {
                AskOnce(from, chosenThrough, now, effects);
            }
        }
    }

    /// <summary>Sends chosen entries from the log; nothing but the truncation point where they are only in a snapshot.</summary>
    public void OnLearnRequest(ReplicaId from, Message.LearnRequest request, SlotLog log, Slot chosenThrough, Effects effects)
    {
        var entries = ImmutableArray.CreateBuilder<Entry>();
        long bytes = 0;
        if (request.FirstSlot > log.TruncatedThrough)
        {
            var limit = Math.Clamp(request.MaxBytes, 1, _options.MaxMessageBytes);
            for (var slot = request.FirstSlot; slot <= chosenThrough && bytes < limit; slot = slot.Next)
            {
                var entry = log[slot].Entry;
                entries.Add(entry);
                bytes += entry.Bytes.Length + 16;
            }
        }

        effects.Send(from, new Message.Learned(request.FirstSlot, entries.ToImmutable(), chosenThrough, log.TruncatedThrough));
    }

    private void Ask(ReplicaId from, Slot chosenThrough, long now, Effects effects)
    {
        if (IsPaused)
        {
            return;
        }

        _askedAt = now;
        effects.Send(from, new Message.LearnRequest(chosenThrough.Next, _options.MaxMessageBytes));
    }
}
