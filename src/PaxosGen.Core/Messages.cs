using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>What replicas say to each other. Any of it may be lost, repeated, delayed or reordered.</summary>
public abstract record Message
{
    private Message()
    {
    }

    /// <summary>One line for traces and scripts.</summary>
    public sealed override string ToString() => this switch
    {
        Probe m => $"Probe epoch {m.Epoch}",
        ProbeAnswer m => $"ProbeAnswer {(m.Granted ? "yes" : "no")} promised {m.Promised}",
        Prepare m => $"Prepare {m.Ballot} from {m.FirstSlot}{(m.Cites == Ballot.None ? "" : $" cites {m.Cites}")}",
        Promise m => $"Promise {m.Ballot} part {m.Part + 1}/{m.Parts} truncated {m.TruncatedThrough} chosen {m.ChosenThrough} [{string.Join(", ", m.Slots)}]"
            + (m.Unknown.IsEmpty ? "" : $" unknown [{string.Join(", ", m.Unknown)}]"),
        Reject m => $"Reject {m.Ballot}, promised {m.Promised}",
        Accept m => $"Accept {m.Ballot} {Run(m.FirstSlot, m.Entries.Length)} chosen {m.ChosenThrough}",
        Accepted m => $"Accepted {m.Ballot} {Run(m.FirstSlot, m.Count)}",
        Heartbeat m => $"Heartbeat {m.Ballot} round {m.Round} chosen {m.ChosenThrough}{(m.HasQuorum ? "" : " without quorum")}{(m.Dispute.IsOpen ? $" disputed at {m.Dispute.At}" : "")}{(m.CompareAt == Slot.None ? "" : $" compare {m.CompareAt}")}",
        HeartbeatAck m => $"HeartbeatAck {m.Ballot} round {m.Round} chosen {m.ChosenThrough}{(m.IsQuarantined ? " quarantined" : "")}",
        LearnRequest m => $"LearnRequest from {m.FirstSlot}",
        Learned m => $"Learned {Run(m.FirstSlot, m.Entries.Length)} chosen {m.ChosenThrough} truncated {m.TruncatedThrough}",
        TakeLead m => $"TakeLead {m.Ballot}",
        ReadIndexRequest m => $"ReadIndexRequest {m.Nonce}",
        ReadIndex m => $"ReadIndex {m.Nonce} {(m.IsGranted ? $"{m.Index}" : "refused")}",
        SnapshotRequest m => $"SnapshotRequest of {(m.Slot == Slot.None ? "the newest" : $"{m.Slot}")} from byte {m.Offset}",
        SnapshotChunk m => $"SnapshotChunk of {m.Slot} bytes {m.Offset}..{m.Offset + m.Bytes.Length} of {m.StateBytes}",
        HashRequest m => $"HashRequest {Run(m.FirstSlot, m.Count)}",
        Hashes m => m.Values.IsEmpty ? "Hashes of nothing" : $"Hashes {Run(m.FirstSlot, m.Values.Length)}",
        _ => GetType().Name,
    };

    private static string Run(Slot first, int count) => count == 1 ? $"{first}" : $"{first}..{first + (count - 1)}";

    /// <summary>Asks for leave to try to lead: answered yes only by voters that hear from no leader (Ongaro §9.6, pre-vote).</summary>
    /// <param name="Epoch">The epoch that the sender wants to lead in.</param>
    /// <param name="Nonce">Tells this probe from earlier ones.</param>
    public sealed record Probe(Epoch Epoch, long Nonce) : Message;

    /// <summary>Answers a <see cref="Probe"/>.</summary>
    /// <param name="Nonce">The probe's nonce.</param>
    /// <param name="Granted">Whether the sender hears from no leader that has a quorum.</param>
    /// <param name="Promised">The highest ballot that the sender has promised; a candidate must exceed it.</param>
    /// <param name="Store">The sender's store.</param>
    public sealed record ProbeAnswer(long Nonce, bool Granted, Ballot Promised, StoreId Store) : Message;

    /// <summary>Phase 1a, once for the whole log from <paramref name="FirstSlot"/> on.</summary>
    /// <param name="Ballot">The candidate's ballot.</param>
    /// <param name="FirstSlot">The first slot that the candidate does not know to be chosen.</param>
    /// <param name="Cites">The ballot of the leader that handed over with <see cref="TakeLead"/>: its lease binds nobody any more. None otherwise.</param>
    public sealed record Prepare(Ballot Ballot, Slot FirstSlot, Ballot Cites = default) : Message;

    /// <summary>Phase 1b: never again a lower ballot, and what the sender has accepted. Large ones travel in parts.</summary>
    public sealed record Promise : Message
    {
        /// <summary>The ballot promised.</summary>
        public required Ballot Ballot { get; init; }

        /// <summary>The store that keeps the promise.</summary>
        public required StoreId Store { get; init; }

        /// <summary>Tells the parts of one promise from those of another.</summary>
        public required long Nonce { get; init; }

        /// <summary>Which part this is, from 0.</summary>
        public required int Part { get; init; }

        /// <summary>How many parts the promise has.</summary>
        public required int Parts { get; init; }

        /// <summary>Slots up to here are in the sender's snapshot only.</summary>
        public required Slot TruncatedThrough { get; init; }

        /// <summary>Slots up to here are known to the sender as chosen.</summary>
        public required Slot ChosenThrough { get; init; }

        /// <summary>Whether the store has never held a vote or learned anything.</summary>
        public required bool IsEmpty { get; init; }

        /// <summary>What the sender has from the prepared slot on, in ascending order; this part of it.</summary>
        public required ImmutableArray<ReportedSlot> Slots { get; init; }

        /// <summary>Slots whose vote the sender's disk has damaged; it does not count for them.</summary>
        public required ImmutableArray<Slot> Unknown { get; init; }
    }

    /// <summary>Refuses a ballot below one promised; tells what to exceed.</summary>
    /// <param name="Ballot">The ballot refused.</param>
    /// <param name="Promised">The ballot promised.</param>
    public sealed record Reject(Ballot Ballot, Ballot Promised) : Message;

    /// <summary>Phase 2a for a run of consecutive slots.</summary>
    /// <param name="Ballot">The leader's ballot.</param>
    /// <param name="FirstSlot">Slot of the first entry.</param>
    /// <param name="Entries">One entry a slot.</param>
    /// <param name="ChosenThrough">What the leader announces as chosen in this ballot.</param>
    public sealed record Accept(Ballot Ballot, Slot FirstSlot, ImmutableArray<Entry> Entries, Slot ChosenThrough) : Message;

    /// <summary>Phase 2b for a run of consecutive slots, sent after the votes are synced.</summary>
    public sealed record Accepted(Ballot Ballot, Slot FirstSlot, int Count, StoreId Store) : Message;

    /// <summary>The leader is there. Carries what it announces as chosen; its echo confirms the ballot for reads.</summary>
    /// <param name="Ballot">The leader's ballot.</param>
    /// <param name="Round">Number of the heartbeat round, ascending within a ballot.</param>
    /// <param name="ChosenThrough">What the leader announces as chosen in this ballot.</param>
    /// <param name="HasQuorum">Whether the leader has heard from a phase-2 quorum within the election time-out.</param>
    /// <param name="TruncatableThrough">Whoever has the slots up to here in a durable snapshot may drop them from its log.</param>
    /// <param name="Agreed">Hashes that a quorum has: whoever has others is quarantined.</param>
    /// <param name="Dispute">Where hashes differ and no quorum has equal ones.</param>
    /// <param name="CompareAt">A slot of which all are asked for their running hash; none while there is none to compare.</param>
    public sealed record Heartbeat(
        Ballot Ballot, long Round, Slot ChosenThrough, bool HasQuorum, Slot TruncatableThrough, HashMarks Agreed = default, Dispute Dispute = default,
        Slot CompareAt = default) : Message;

    /// <summary>Answers a <see cref="Heartbeat"/>; only from a voter of the epoch that has promised nothing higher.</summary>
    /// <param name="Ballot">The heartbeat's ballot.</param>
    /// <param name="Round">The round echoed.</param>
    /// <param name="ChosenThrough">Slots up to here are known to the sender as chosen.</param>
    /// <param name="Clock">The sender's wall clock: nanoseconds since 1970, UTC.</param>
    /// <param name="Store">The sender's store; a leader enrols it when it is new.</param>
    /// <param name="SnapshotSlot">The slot of the sender's newest durable snapshot: it needs no entry up to there any more.</param>
    /// <param name="Marks">The sender's hashes where replicas compare them.</param>
    /// <param name="IsQuarantined">Whether the sender's state is known to be wrong: it votes, and its hashes count no more.</param>
    /// <param name="Asked">The sender's running hash at the slot that the heartbeat asks for, if it remembers one.</param>
    public sealed record HeartbeatAck(
        Ballot Ballot, long Round, Slot ChosenThrough, long Clock, StoreId Store, Slot SnapshotSlot, HashMarks Marks, bool IsQuarantined = false,
        ResultHash Asked = default) : Message;

    /// <summary>Asks for chosen entries.</summary>
    /// <param name="FirstSlot">The first slot wanted.</param>
    /// <param name="MaxBytes">About how many bytes of entries to send at most.</param>
    public sealed record LearnRequest(Slot FirstSlot, int MaxBytes) : Message;

    /// <summary>Chosen entries of consecutive slots; of slots only that the sender knows to be chosen.</summary>
    /// <param name="FirstSlot">Slot of the first entry.</param>
    /// <param name="Entries">One entry a slot; may be empty.</param>
    /// <param name="ChosenThrough">Slots up to here are known to the sender as chosen.</param>
    /// <param name="TruncatedThrough">Slots up to here the sender can send only as a snapshot.</param>
    public sealed record Learned(Slot FirstSlot, ImmutableArray<Entry> Entries, Slot ChosenThrough, Slot TruncatedThrough) : Message;

    /// <summary>The leader of <paramref name="Ballot"/> has stopped serving and lets the receiver lead: prepare at once.</summary>
    public sealed record TakeLead(Ballot Ballot) : Message;

    /// <summary>Asks the leader from which slot on a read is linearizable, for a replica that answers its own readers.</summary>
    /// <param name="Nonce">Tells this request from earlier ones.</param>
    public sealed record ReadIndexRequest(long Nonce) : Message;

    /// <summary>Answers a <see cref="ReadIndexRequest"/>, after a round of heartbeats that was sent once it had arrived.</summary>
    /// <param name="Nonce">The request's nonce.</param>
    /// <param name="IsGranted">Whether the sender leads and was confirmed.</param>
    /// <param name="Index">A state that includes this slot includes all that was acknowledged before the request arrived.</param>
    public sealed record ReadIndex(long Nonce, bool IsGranted, Slot Index) : Message;

    /// <summary>
    /// Asks for bytes of a snapshot, for whoever needs slots that the other has truncated. Whoever asks decides how fast
    /// they come, and goes on where it stopped, with another replica if need be: snapshots of a slot are the same everywhere.
    /// </summary>
    /// <param name="Slot">The snapshot of this slot; none for the newest.</param>
    /// <param name="Offset">The first byte of its state that is wanted.</param>
    /// <param name="MaxBytes">How many bytes to send at most, in one or more chunks.</param>
    public sealed record SnapshotRequest(Slot Slot, long Offset, int MaxBytes) : Message;

    /// <summary>Bytes of a snapshot; of the sender's newest, from its start, if it has the one asked for no more.</summary>
    /// <param name="Slot">The snapshot's slot.</param>
    /// <param name="StateBytes">The length of its state.</param>
    /// <param name="Hash">XxHash128 of its state.</param>
    /// <param name="Offset">Where in the state the bytes belong.</param>
    /// <param name="Bytes">The bytes; none only if the state is empty.</param>
    public sealed record SnapshotChunk(Slot Slot, long StateBytes, UInt128 Hash, long Offset, ReadOnlyMemory<byte> Bytes) : Message;

    /// <summary>Asks for the running result hashes of consecutive slots, to find the first that differs.</summary>
    /// <param name="FirstSlot">The first slot.</param>
    /// <param name="Count">How many slots.</param>
    public sealed record HashRequest(Slot FirstSlot, int Count) : Message;

    /// <summary>Running result hashes of consecutive slots, as far as the sender remembers them.</summary>
    /// <param name="FirstSlot">Slot of the first hash.</param>
    /// <param name="Values">One hash a slot; may be empty.</param>
    public sealed record Hashes(Slot FirstSlot, ImmutableArray<UInt128> Values) : Message;
}

/// <summary>What an acceptor reports of one slot in a promise.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Ballot">The ballot of the vote; without meaning when chosen.</param>
/// <param name="Entry">The value.</param>
/// <param name="IsChosen">Whether the sender knows the value to be chosen.</param>
public readonly record struct ReportedSlot(Slot Slot, Ballot Ballot, Entry Entry, bool IsChosen)
{
    /// <summary>One word for traces and scripts.</summary>
    public override string ToString() => $"{Slot}:{(IsChosen ? "chosen" : Ballot.ToString())}";
}

/// <summary>The running hash over entries and results through a slot; equal on all replicas at equal slots.</summary>
public readonly record struct ResultHash(Slot Slot, UInt128 Value);
