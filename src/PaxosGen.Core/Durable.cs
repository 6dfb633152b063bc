using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>What a step wants on disk. Written in order, in one synced batch with the others of its step.</summary>
public abstract record LogRecord
{
    private LogRecord()
    {
    }

    /// <summary>Never to accept a lower ballot; kept in two separately checksummed blocks.</summary>
    public sealed record Promised(Ballot Ballot) : LogRecord;

    /// <summary>Votes for consecutive slots in one ballot; each replaces what the log had for its slot.</summary>
    public sealed record Vote(Ballot Ballot, Slot FirstSlot, ImmutableArray<Entry> Entries) : LogRecord;

    /// <summary>Chosen values of consecutive slots, learned from others; each replaces what the log had for its slot.</summary>
    public sealed record Chosen(Slot FirstSlot, ImmutableArray<Entry> Entries) : LogRecord;

    /// <summary>
    /// Slots up to here are known to be chosen, and what the log holds for them is the chosen value. May lag after a
    /// crash, so it alone needs no sync: it goes with the next batch that does.
    /// </summary>
    public sealed record ChosenThrough(Slot Slot) : LogRecord;
}

/// <summary>What the log holds for one slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Ballot">The ballot of the vote; none when chosen.</param>
/// <param name="Entry">The value.</param>
/// <param name="IsChosen">Whether the record says that the value is chosen.</param>
public readonly record struct RecoveredSlot(Slot Slot, Ballot Ballot, Entry Entry, bool IsChosen);

/// <summary>What a replica finds on its disk when it starts.</summary>
public sealed record RecoveredState
{
    /// <summary>The store that its votes are kept in.</summary>
    public required StoreId Store { get; init; }

    /// <summary>The highest ballot promised or accepted.</summary>
    public required Ballot Promised { get; init; }

    /// <summary>The slot of the newest snapshot; none without one.</summary>
    public required Slot SnapshotSlot { get; init; }

    /// <summary>The configuration as of <see cref="SnapshotSlot"/>; the operator's for an empty folder.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>Slots up to here are in the snapshot only.</summary>
    public required Slot TruncatedThrough { get; init; }

    /// <summary>Slots up to here were known to be chosen. At least the snapshot's slot.</summary>
    public required Slot ChosenThrough { get; init; }

    /// <summary>The log above <see cref="TruncatedThrough"/>, in ascending order of slots, with holes.</summary>
    public required ImmutableArray<RecoveredSlot> Log { get; init; }

    /// <summary>Slots whose record was acknowledged and is damaged.</summary>
    public required ImmutableArray<Slot> Unknown { get; init; }

    /// <summary>The hash of the state in the newest snapshot; 0 where nobody knows.</summary>
    public UInt128 SnapshotHash { get; init; }

    /// <summary>Whether the replica was found to differ from the others, and has not taken a peer's state since.</summary>
    public bool IsQuarantined { get; init; }

    /// <summary>A store that has never held anything.</summary>
    public static RecoveredState Empty(StoreId store, Configuration initial) => new()
    {
        Store = store,
        Promised = Ballot.None,
        SnapshotSlot = Slot.None,
        Configuration = initial,
        TruncatedThrough = Slot.None,
        ChosenThrough = Slot.None,
        Log = [],
        Unknown = [],
    };
}
