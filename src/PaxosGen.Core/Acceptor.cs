using System.Collections.Immutable;

namespace PaxosGen.Core;

/// <summary>
/// The acceptor (<i>Paxos Made Simple</i> §2.2): promises ballots and votes for values, and answers only what its disk
/// will still say after a crash.
/// </summary>
internal sealed class Acceptor
{
    // A vote so far above what is chosen cannot come from a leader that keeps its window.
    public const long MaxSlotsAhead = 1L << 24;

    private readonly ReplicaId _self;
    private readonly StoreId _store;
    private readonly SortedSet<Slot> _unknown;
    private readonly int _maxMessageBytes;
    private long _promiseNonce;
    private bool _hasHeldAnything;

    public Acceptor(ReplicaId self, RecoveredState state, ProtocolOptions options)
    {
        _self = self;
        _store = state.Store;
        _maxMessageBytes = options.MaxMessageBytes;
        _unknown = [.. state.Unknown];
        _promiseNonce = (long)(options.Seed >> 1);
        _hasHeldAnything = !state.Log.IsEmpty || !state.Unknown.IsEmpty || state.ChosenThrough > Slot.None;
        Promised = state.Promised;
        SnapshotSlot = state.SnapshotSlot;
        Log = new SlotLog(state.TruncatedThrough);
        foreach (var slot in state.Log)
        {
            Invariant.Check(slot.IsChosen || slot.Ballot <= Promised);
            Log[slot.Slot] = new SlotState(slot.Ballot, slot.Entry, slot.IsChosen);
        }
    }

    /// <summary>The highest ballot promised or accepted.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>What the heartbeats that it acknowledged keep it from promising.</summary>
    public LeasePromise Lease { get; } = new();

    /// <summary>Who is told of new votes besides the proposer.</summary>
    public ImmutableArray<ReplicaId> Witnesses { get; set; } = [];

    /// <summary>Votes and learned values.</summary>
    public SlotLog Log { get; }

    /// <summary>The slot of the newest durable snapshot.</summary>
    public Slot SnapshotSlot { get; private set; }

    /// <summary>Promises the ballot of one's own candidacy. Prepare is sent only after the sync, so that no crash lets it be used twice.</summary>
    public void PromiseOwn(Ballot ballot, Effects effects)
    {
        Invariant.Check(ballot > Promised && ballot.Replica == _self);
        Promised = ballot;
        effects.WritePromised(ballot);
    }

    /// <summary>Phase 1b.</summary>
    public void OnPrepare(ReplicaId from, Message.Prepare prepare, Slot chosenThrough, Effects effects)
    {
        if (prepare.Ballot < Promised)
        {
            effects.AfterSync(from, new Message.Reject(prepare.Ballot, Promised));
            return;
        }

        if (prepare.Ballot > Promised)
        {
            Promised = prepare.Ballot;
            effects.WritePromised(Promised);
        }

        // A promise must survive a crash, so the answer waits for the disk. A repeated Prepare gets a repeated promise.
        SendPromise(from, prepare, chosenThrough, effects);
    }

    /// <summary>Phase 2b.</summary>
    public void OnAccept(ReplicaId from, Message.Accept accept, Slot chosenThrough, Effects effects)
    {
        if (accept.Ballot < Promised)
        {
            effects.AfterSync(from, new Message.Reject(accept.Ballot, Promised));
            return;
        }

        var slot = accept.FirstSlot;
        if (slot < Slot.First || slot - chosenThrough > MaxSlotsAhead)
        {
            effects.Events.Add(new ProtocolEvent.MessageDropped(from, nameof(Message.Accept), accept.Ballot, slot, DropReason.FarSlot));
            return;
        }

        foreach (var entry in accept.Entries)
        {
            Vote(from, accept.Ballot, slot, entry, chosenThrough, effects);
            slot = slot.Next;
        }
    }

    /// <summary>Votes for one entry of a ballot not below the promise, unless another value is known to be chosen.</summary>
    public void Vote(ReplicaId from, Ballot ballot, Slot slot, Entry entry, Slot chosenThrough, Effects effects)
    {
        Invariant.Check(ballot >= Promised);
        var held = Log[slot];
        if (slot <= chosenThrough || held.IsChosen)
        {
            // Chosen already. A late Accept of a lower ballot may carry another value even in a correct run.
            if (held.Entry.IsNone || held.Entry == entry)
            {
                effects.Voted(from, ballot, slot, _store);
            }
            else
            {
                effects.Send(from, new Message.Learned(slot, [held.Entry], chosenThrough, Log.TruncatedThrough));
            }

            return;
        }

        Invariant.Check(held.Ballot <= ballot);
        if (held.Ballot == ballot && !held.Entry.IsNone)
        {
            // P1 in one ballot: an owner proposes one value for a slot.
            Invariant.Check(held.Entry == entry);
        }
        else
        {
            if (ballot > Promised)
            {
                Promised = ballot;
                effects.WritePromised(ballot);
            }

            Log[slot] = new SlotState(ballot, entry, IsChosen: false);
            _unknown.Remove(slot);
            _hasHeldAnything = true;
            effects.WriteVote(ballot, slot, entry);
            foreach (var witness in Witnesses)
            {
                if (witness != from)
                {
                    effects.Voted(witness, ballot, slot, _store);
                }
            }
        }

        effects.Voted(from, ballot, slot, _store);
    }

    /// <summary>Stores values learned as chosen, in place of votes.</summary>
    public void Learn(Slot firstSlot, ImmutableArray<Entry> entries, Effects effects)
    {
        var slot = firstSlot;
        foreach (var entry in entries)
        {
            var held = Log[slot];
            Invariant.Check(!held.IsChosen || held.Entry == entry);
            Log[slot] = new SlotState(Ballot.None, entry, IsChosen: true);
            _unknown.Remove(slot);
            slot = slot.Next;
        }

        _hasHeldAnything = true;
        effects.WriteChosen(firstSlot, entries);
    }

    /// <summary>A snapshot is durable.</summary>
    public void OnSnapshotSaved(Slot slot) => SnapshotSlot = Slot.Max(SnapshotSlot, slot);

    /// <summary>Drops the log up to a slot that is in a durable snapshot.</summary>
    public void Truncate(Slot through, Effects effects)
    {
        Drop(through);
        effects.Truncate = through;
    }

    /// <summary>A peer's snapshot is durable. The votes that it covers may be for other values than the chosen ones: they go.</summary>
    public void Install(Slot slot)
    {
        SnapshotSlot = slot;
        _hasHeldAnything = true;
        Drop(slot);
    }

    /// <summary>
    /// An epoch begins: votes of earlier ones from its first slot on are void, even if a quorum cast them, and must never be
    /// reported again (W9). The disk still has them after a restart: they go again if the log has the StopSign yet, and are
    /// left out of promises in any case.
    /// </summary>
    public void EnterEpoch(Epoch epoch, Slot start)
    {
        foreach (var slot in Log.From(start).ToList())
        {
            if (Log[slot] is { IsChosen: false } vote && vote.Ballot.Epoch < epoch)
            {
                Log.Remove(slot);
            }
        }
    }

    private void Drop(Slot through)
    {
        Invariant.Check(through <= SnapshotSlot);
        Log.Truncate(through);
        _unknown.RemoveWhere(slot => slot <= through);
    }

    private void SendPromise(ReplicaId to, Message.Prepare prepare, Slot chosenThrough, Effects effects)
    {
        var parts = new List<ImmutableArray<ReportedSlot>>();
        var part = ImmutableArray.CreateBuilder<ReportedSlot>();
        long bytes = 0;
        foreach (var slot in Log.From(prepare.FirstSlot))
        {
            var held = Log[slot];
            var isChosen = held.IsChosen || slot <= chosenThrough;
            if (!isChosen && held.Ballot.Epoch != prepare.Ballot.Epoch)
            {
                continue;
            }

            if (bytes > 0 && bytes + held.Entry.Bytes.Length > _maxMessageBytes)
            {
                parts.Add(part.ToImmutable());
                part.Clear();
                bytes = 0;
            }

            part.Add(new ReportedSlot(slot, held.Ballot, held.Entry, isChosen));
            bytes += held.Entry.Bytes.Length + 64;
        }

        parts.Add(part.ToImmutable());
        var nonce = ++_promiseNonce;
        for (var i = 0; i < parts.Count; i++)
        {
            effects.AfterSync(to, new Message.Promise
            {
                Ballot = prepare.Ballot,
                Store = _store,
                Nonce = nonce,
                Part = i,
                Parts = parts.Count,
                TruncatedThrough = Log.TruncatedThrough,
                ChosenThrough = chosenThrough,
                IsEmpty = !_hasHeldAnything,
                Slots = parts[i],
                Unknown = [.. _unknown.Where(s => s >= prepare.FirstSlot)],
            });
        }
    }
}
