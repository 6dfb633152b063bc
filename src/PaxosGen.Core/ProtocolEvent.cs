namespace PaxosGen.Core;

/// <summary>Something that operators want to see: facts, not words. Immutable.</summary>
public abstract record ProtocolEvent
{
    private ProtocolEvent()
    {
    }

    /// <summary>Phase 1 begins.</summary>
    /// <param name="Ballot">The ballot that it prepares.</param>
    /// <param name="FirstSlot">From which slot on.</param>
    public sealed record CandidacyBegan(Ballot Ballot, Slot FirstSlot) : ProtocolEvent;

    /// <summary>Phase 1 ends without a leadership.</summary>
    /// <param name="Ballot">The candidate's ballot.</param>
    /// <param name="End">Why.</param>
    public sealed record CandidacyEnded(Ballot Ballot, ReignEnd End) : ProtocolEvent;

    /// <summary>A quorum has promised: the replica leads.</summary>
    /// <param name="Ballot">Its ballot.</param>
    /// <param name="FirstSlot">The first slot that it proposes in.</param>
    /// <param name="RecoveredThrough">Slots up to here get what phase 1 found; new commands go above.</param>
    public sealed record LeadershipBegan(Ballot Ballot, Slot FirstSlot, Slot RecoveredThrough) : ProtocolEvent;

    /// <summary>The replica leads no more.</summary>
    /// <param name="Ballot">The ballot that it led in.</param>
    /// <param name="ChosenThrough">How far it knew the log to be chosen.</param>
    /// <param name="ProposedThrough">How far it had proposed: what is between may or may not become chosen.</param>
    /// <param name="End">Why.</param>
    public sealed record LeadershipEnded(Ballot Ballot, Slot ChosenThrough, Slot ProposedThrough, ReignEnd End) : ProtocolEvent;

    /// <summary>Another replica leads.</summary>
    /// <param name="Ballot">The leader's ballot.</param>
    /// <param name="Leader">The leader.</param>
    /// <param name="ChosenThrough">How far this replica knows the log to be chosen.</param>
    public sealed record LeaderChanged(Ballot Ballot, ReplicaId Leader, Slot ChosenThrough) : ProtocolEvent;

    /// <summary>The leader takes no more requests, and lets another replica lead once that has all that is chosen.</summary>
    /// <param name="Ballot">The leader's ballot.</param>
    /// <param name="To">Who is to lead.</param>
    /// <param name="ChosenThrough">How far the leader knows the log to be chosen.</param>
    public sealed record HandoverBegan(Ballot Ballot, ReplicaId To, Slot ChosenThrough) : ProtocolEvent;

    /// <summary>The other replica leads, or the handover is given up.</summary>
    /// <param name="Ballot">The ballot that was to be handed over.</param>
    /// <param name="To">Who was to lead.</param>
    /// <param name="Outcome">How it ended.</param>
    public sealed record HandoverEnded(Ballot Ballot, ReplicaId To, OperationOutcome Outcome) : ProtocolEvent;

    /// <summary>A peer's snapshot has taken the place of the log through its slot.</summary>
    /// <param name="Ballot">The highest ballot promised; it stays.</param>
    /// <param name="Slot">The snapshot's slot.</param>
    public sealed record SnapshotInstalled(Ballot Ballot, Slot Slot) : ProtocolEvent;

    /// <summary>A StopSign is chosen: the next epoch begins here.</summary>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Start">Its first slot.</param>
    /// <param name="Membership">Its members.</param>
    public sealed record EpochBegan(Epoch Epoch, Slot Start, Membership Membership) : ProtocolEvent;

    /// <summary>This replica differs from what a quorum has: it votes, and serves nothing.</summary>
    /// <param name="Ballot">The highest ballot promised.</param>
    /// <param name="Difference">What differs, and where that was found.</param>
    public sealed record Quarantined(Ballot Ballot, Difference Difference) : ProtocolEvent;

    /// <summary>Replicas differ, and no quorum says who is right: nobody serves reads, and nothing is deleted.</summary>
    /// <param name="Ballot">The ballot that it was found in.</param>
    /// <param name="Slot">Where.</param>
    public sealed record DisputeBegan(Ballot Ballot, Slot Slot) : ProtocolEvent;

    /// <summary>A quorum has equal hashes again.</summary>
    /// <param name="Ballot">The highest ballot promised.</param>
    /// <param name="ChosenThrough">How far this replica knows the log to be chosen.</param>
    public sealed record DisputeEnded(Ballot Ballot, Slot ChosenThrough) : ProtocolEvent;

    /// <summary>A quarantined replica has taken a peer's state for its own.</summary>
    /// <param name="Ballot">The highest ballot promised.</param>
    /// <param name="Slot">The slot of the snapshot that it goes on from.</param>
    public sealed record Rejoined(Ballot Ballot, Slot Slot) : ProtocolEvent;

    /// <summary>A message could not be right and was dropped.</summary>
    /// <param name="From">Who sent it.</param>
    /// <param name="Message">The name of its type.</param>
    /// <param name="Ballot">The message's ballot; none where it has none.</param>
    /// <param name="Slot">The message's first slot; none where it has none.</param>
    /// <param name="Reason">Why.</param>
    public sealed record MessageDropped(ReplicaId From, string Message, Ballot Ballot, Slot Slot, DropReason Reason) : ProtocolEvent;
}

/// <summary>Why a candidacy or a leadership ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who has the higher ballot, or none.</param>
/// <param name="Higher">The higher ballot; none where that is not the reason.</param>
/// <param name="Slot">The slot that was chosen without this leader; none where that is not the reason.</param>
public readonly record struct ReignEnd(ReignEndReason Reason, ReplicaId By, Ballot Higher, Slot Slot)
{
    /// <summary>Another replica has a higher ballot.</summary>
    public static ReignEnd Of(Ballot higher) => new(ReignEndReason.HigherBallot, higher.Replica, higher, Slot.None);

    /// <summary>The replica that this one handed over to has a higher ballot.</summary>
    public static ReignEnd HandedOver(Ballot higher) => new(ReignEndReason.HandedOver, higher.Replica, higher, Slot.None);

    /// <summary>A slot was chosen in another ballot.</summary>
    public static ReignEnd Of(Slot slot) => new(ReignEndReason.ChosenElsewhere, ReplicaId.None, Ballot.None, slot);

    /// <summary>The replica was told to stop.</summary>
    public static readonly ReignEnd Stopped = new(ReignEndReason.Stopped, ReplicaId.None, Ballot.None, Slot.None);

    /// <summary>A StopSign has ended the epoch.</summary>
    public static readonly ReignEnd EpochEnded = new(ReignEndReason.EpochEnded, ReplicaId.None, Ballot.None, Slot.None);

    /// <summary>The replica differs from a quorum.</summary>
    public static readonly ReignEnd Quarantined = new(ReignEndReason.Quarantined, ReplicaId.None, Ballot.None, Slot.None);

    /// <summary>A quorum was not heard from in time.</summary>
    public static readonly ReignEnd NoQuorum = new(ReignEndReason.NoQuorum, ReplicaId.None, Ballot.None, Slot.None);
}

/// <summary>Why a candidacy or a leadership ended.</summary>
public enum ReignEndReason
{
    /// <summary>A higher ballot was promised or leads.</summary>
    HigherBallot,

    /// <summary>The leader handed over to another replica.</summary>
    HandedOver,

    /// <summary>No quorum promised, or was heard from, within an election time-out.</summary>
    NoQuorum,

    /// <summary>A slot was chosen without this leader, so it has been overtaken.</summary>
    ChosenElsewhere,

    /// <summary>The replica was told to stop.</summary>
    Stopped,

    /// <summary>A StopSign has ended the epoch.</summary>
    EpochEnded,

    /// <summary>The replica differs from a quorum.</summary>
    Quarantined,
}

/// <summary>Why a message could not be right.</summary>
public enum DropReason
{
    /// <summary>The sender is no member.</summary>
    NotAMember,

    /// <summary>The ballot is not the sender's, or not of this epoch.</summary>
    ForeignBallot,

    /// <summary>The slot is absurdly far from what is chosen.</summary>
    FarSlot,
}
