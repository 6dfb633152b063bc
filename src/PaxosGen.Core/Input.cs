using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>When an input happened.</summary>
/// <param name="Now">Monotonic nanoseconds that count suspended time; only differences mean anything.</param>
/// <param name="Clock">The wall clock: nanoseconds since 1970, UTC; may jump.</param>
public readonly record struct Time(long Now, long Clock);

/// <summary>What a replica is told. Core learns time and randomness from nowhere else.</summary>
public abstract record Input(Time Time)
{
    /// <summary>Time has passed. Comes at least every few milliseconds while nothing else does.</summary>
    public sealed record Tick(Time Time) : Input(Time);

    /// <summary>A message arrived from a member, itself included.</summary>
    public sealed record Received(Time Time, ReplicaId From, Message Message) : Input(Time);

    /// <summary>A client's command.</summary>
    /// <param name="Time">When it arrived.</param>
    /// <param name="Tag">The caller's own; comes back if the command is refused.</param>
    /// <param name="Origin">Who sent it.</param>
    /// <param name="Entropy">Random bits for the command.</param>
    /// <param name="Payload">The encoded command; must not change any more.</param>
    public sealed record Propose(Time Time, object Tag, Origin Origin, ulong Entropy, ReadOnlyMemory<byte> Payload) : Input(Time);

    /// <summary>A client asks for a session.</summary>
    /// <param name="Time">When it asked.</param>
    /// <param name="Tag">Comes back if it is refused.</param>
    /// <param name="Session">The id of the new session, from a secure random source.</param>
    /// <param name="Principal">The authenticated client; empty without authentication.</param>
    public sealed record OpenSession(Time Time, object Tag, SessionId Session, string Principal) : Input(Time);

    /// <summary>A client's read, of any consistency but <see cref="ReadConsistency.Stale"/>, which needs no leave.</summary>
    /// <param name="Time">When it arrived.</param>
    /// <param name="Tag">Comes back when the read may be answered, or is refused.</param>
    /// <param name="Consistency">How current the answer must be.</param>
    /// <param name="MaxStaleness">For a bounded-stale read: how long ago, in nanoseconds, the state must at least have been current.</param>
    public sealed record Read(Time Time, object Tag, ReadConsistency Consistency = ReadConsistency.Linearizable, long MaxStaleness = 0) : Input(Time);

    /// <summary>An operator wants other members, quorums or lease.</summary>
    /// <param name="Time">When it was asked.</param>
    /// <param name="Tag">Comes back in <see cref="Effects.Operations"/>, always once.</param>
    /// <param name="Next">The membership of the next epoch. Stores of members that the log or a heartbeat ack names are filled in.</param>
    public sealed record ChangeMembers(Time Time, object Tag, Membership Next) : Input(Time);

    /// <summary>An operator wants another replica to lead, or this one to lead no more.</summary>
    /// <param name="Time">When it was asked.</param>
    /// <param name="Tag">Comes back in <see cref="Effects.Operations"/>, always once.</param>
    /// <param name="To">Who is to lead; none for whoever is nearest to this leader.</param>
    public sealed record TransferLead(Time Time, object Tag, ReplicaId To) : Input(Time);

    /// <summary>Every member of the epoch runs a build that knows a later version of the schema. Asking again is harmless.</summary>
    /// <param name="Time">When it was found.</param>
    /// <param name="Version">The version that all know.</param>
    public sealed record ActivateVersion(Time Time, int Version) : Input(Time);

    /// <summary>The applier has applied the log up to here.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Through">The last slot applied.</param>
    /// <param name="Hash">The running hash there.</param>
    /// <param name="Before">The running hashes of the slots before it, applied since the last time.</param>
    /// <param name="From">What it went on from: the tag of a <see cref="SnapshotInstalled"/>; null for what the disk held at the start.</param>
    public sealed record Applied(Time Time, Slot Through, ResultHash Hash, ImmutableArray<UInt128> Before = default, object? From = null) : Input(Time);

    /// <summary>A snapshot of the replica's own is durable.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Slot">Its slot.</param>
    /// <param name="StateHash">The hash of its state; 0 where nobody knows.</param>
    public sealed record SnapshotSaved(Time Time, Slot Slot, UInt128 StateHash = default) : Input(Time);

    /// <summary>An operator wants this replica, which is quarantined, to take a peer's state for its own.</summary>
    /// <param name="Time">When it was asked.</param>
    /// <param name="Tag">Comes back in <see cref="Effects.Operations"/>, always once.</param>
    public sealed record Rejoin(Time Time, object Tag) : Input(Time);

    /// <summary>A peer's snapshot is durable and can be gone on from.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Slot">Its slot.</param>
    /// <param name="Configuration">The configuration after the slot.</param>
    /// <param name="Tag">What was restored from it; comes back if the replica goes on from it.</param>
    /// <param name="StateHash">The hash of its state; 0 where nobody knows.</param>
    /// <param name="ForRejoin">The <see cref="SnapshotWanted.ForRejoin"/> that it was fetched for, if it has taken the place of all others.</param>
    public sealed record SnapshotInstalled(
        Time Time, Slot Slot, Configuration Configuration, object Tag, UInt128 StateHash = default, int ForRejoin = 0) : Input(Time);

    /// <summary>Peers are being sent snapshots, and will need the log after them.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Lowest">The lowest slot of these snapshots; none when no peer is sent one.</param>
    public sealed record SnapshotsSending(Time Time, Slot Lowest) : Input(Time);
}
