namespace PaxosGen.Core;

/// <summary>
/// The learner: knows which slots are chosen, in order, and what the chosen entries make of the cluster's
/// configuration.
/// </summary>
internal sealed class Learner
{
    private Ballot _announcedIn;
    private Slot _announcedThrough;

    public Learner(RecoveredState state)
    {
        Configuration = state.Configuration;
        ChosenThrough = state.SnapshotSlot;
    }

    /// <summary>Every slot up to here is known to be chosen, and has been handed to the applier.</summary>
    public Slot ChosenThrough { get; private set; }

    /// <summary>What the chosen entries up to <see cref="ChosenThrough"/> say about the cluster.</summary>
    public Configuration Configuration { get; private set; }

    /// <summary>The highest slot that a leader is known to have announced in the newest ballot heard of.</summary>
    public Slot AnnouncedThrough => _announcedThrough;

    /// <summary>Takes up what was known to be chosen before a restart.</summary>
    public void Resume(Slot chosenThrough, SlotLog log, Effects effects)
    {
        while (ChosenThrough < chosenThrough)
        {
            var entry = log[ChosenThrough.Next].Entry;
            Invariant.Check(!entry.IsNone);
            Advance(entry, effects);
        }
    }

    /// <summary>A leader announced in its ballot that slots through <paramref name="through"/> are chosen.</summary>
    public void OnAnnounced(Ballot ballot, Slot through, SlotLog log, Effects effects)
    {
        if (ballot > _announcedIn)
        {
            (_announcedIn, _announcedThrough) = (ballot, through);
        }
        else if (ballot == _announcedIn)
        {
            _announcedThrough = Slot.Max(_announcedThrough, through);
        }

        Follow(log, effects);
    }

    /// <summary>
    /// The follower rule: an announced slot is chosen only if it holds a vote of the very ballot that announced it.
    /// With a vote of any other ballot the value is not known, and must be asked for. What a ballot announces never reaches
    /// beyond the StopSign of its epoch (W9).
    /// </summary>
    public void Follow(SlotLog log, Effects effects)
    {
        var before = ChosenThrough;
        while (true)
        {
            var next = log[ChosenThrough.Next];
            var isChosen = next.IsChosen || (ChosenThrough < _announcedThrough && !next.Entry.IsNone && next.Ballot == _announcedIn
                && _announcedIn.Epoch == Configuration.Epoch);
            if (!isChosen)
            {
                break;
            }

            Advance(next.Entry, effects);
        }

        if (ChosenThrough > before)
        {
            effects.WriteChosenThrough(ChosenThrough);
        }
    }

    /// <summary>The leader counted a phase-2 quorum of votes for the next slot.</summary>
    public void OnCounted(Slot slot, Entry entry, Effects effects)
    {
        Invariant.Check(slot == ChosenThrough.Next);
        Advance(entry, effects);
        effects.WriteChosenThrough(ChosenThrough);
    }

    /// <summary>A peer's snapshot says what came of all slots through its own.</summary>
    public void Restore(Slot slot, Configuration configuration)
    {
        Invariant.Check(slot > ChosenThrough && configuration.Epoch >= Configuration.Epoch);
        ChosenThrough = slot;
        Configuration = configuration;
    }

    private void Advance(Entry entry, Effects effects)
    {
        var slot = ChosenThrough.Next;
        Configuration = Configuration.After(slot, entry);
        ChosenThrough = slot;
        effects.Chosen.Add(new ChosenEntry(slot, entry));
    }
}
