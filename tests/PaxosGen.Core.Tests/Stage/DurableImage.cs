using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>A snapshot: what the applier had applied through a slot, and the configuration after it.</summary>
internal sealed record SavedState(Slot Slot, Configuration Configuration, ImmutableList<Entry> Applied);

/// <summary>What a crash leaves of one replica.</summary>
internal sealed class DurableImage
{
    private readonly SortedDictionary<Slot, RecoveredSlot> _log = [];
    private readonly SortedSet<Slot> _unknown = [];
    private Slot _chosenThrough;
    private Slot _unsyncedHint;

    public DurableImage(StoreId store, Configuration initial)
    {
        Store = store;
        Snapshot = new SavedState(Slot.None, initial, []);
    }

    public StoreId Store { get; }

    public Ballot Promised { get; private set; }

    public SavedState Snapshot { get; private set; }

    public Slot TruncatedThrough { get; private set; }

    /// <summary>What is held for a slot, if anything.</summary>
    public RecoveredSlot? this[Slot slot] => _log.TryGetValue(slot, out var held) ? held : null;

    /// <summary>Writes and syncs a batch; a hint that comes alone waits for the next batch.</summary>
    public void Write(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            switch (record)
            {
                case LogRecord.Promised promised:
                    Promised = promised.Ballot;
                    break;
                case LogRecord.Vote vote:
                    Put(vote.FirstSlot, vote.Entries, vote.Ballot, isChosen: false);
                    break;
                case LogRecord.Chosen chosen:
                    Put(chosen.FirstSlot, chosen.Entries, Ballot.None, isChosen: true);
                    break;
                case LogRecord.ChosenThrough hint:
                    _unsyncedHint = hint.Slot;
                    break;
                default:
                    throw new NotSupportedException($"No place on this disk for {record}.");
            }
        }

        if (records.Any(r => r is not LogRecord.ChosenThrough))
        {
            _chosenThrough = _unsyncedHint;
        }
    }

    /// <summary>The power fails. The hint may have reached the disk all the same.</summary>
    public void Crash(bool keepsHint)
    {
        if (keepsHint)
        {
            _chosenThrough = _unsyncedHint;
        }

        _unsyncedHint = _chosenThrough;
    }

    /// <summary>The record of a slot rots; that it was acknowledged is known from its batch's marker.</summary>
    public void Damage(Slot slot)
    {
        if (slot <= Snapshot.Slot)
        {
            // Recovery truncates through what it lacks below the snapshot.
            Truncate(slot);
            return;
        }

        _log.Remove(slot);
        _unknown.Add(slot);
        _chosenThrough = _unsyncedHint = Slot.Max(Snapshot.Slot, Slot.Min(_chosenThrough, slot.Previous));
    }

    public void Save(SavedState snapshot) => Snapshot = snapshot;

    /// <summary>Drops the log through a slot that the snapshot covers.</summary>
    public void Truncate(Slot through)
    {
        if (through > Snapshot.Slot)
        {
            throw new WitnessException($"The log is dropped through {through}, and the snapshot ends at {Snapshot.Slot}.");
        }

        foreach (var slot in _log.Keys.Where(s => s <= through).ToList())
        {
            _log.Remove(slot);
        }

        _unknown.RemoveWhere(s => s <= through);
        TruncatedThrough = Slot.Max(TruncatedThrough, through);
    }

    /// <summary>What a restart finds.</summary>
    public RecoveredState Recover() => new()
    {
        Store = Store,
        Promised = Promised,
        SnapshotSlot = Snapshot.Slot,
        Configuration = Snapshot.Configuration,
        TruncatedThrough = TruncatedThrough,
        ChosenThrough = Slot.Max(Snapshot.Slot, _chosenThrough),
        Log = [.. _log.Values],
        Unknown = [.. _unknown],
    };

    private void Put(Slot slot, ImmutableArray<Entry> entries, Ballot ballot, bool isChosen)
    {
        foreach (var entry in entries)
        {
            _log[slot] = new RecoveredSlot(slot, ballot, entry, isChosen);
            _unknown.Remove(slot);
            slot = slot.Next;
        }
    }
}
