using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PaxosGen.Core;

/// <summary>A message and whom it is for.</summary>
public readonly record struct Envelope(ReplicaId To, Message Message);

/// <summary>A slot and the entry that has been chosen for it.</summary>
public readonly record struct ChosenEntry(Slot Slot, Entry Entry);

/// <summary>A read that may be answered once <paramref name="Index"/> is applied.</summary>
/// <param name="Tag">The read's tag.</param>
/// <param name="Index">The slot.</param>
/// <param name="Deadline">The answer must have left before this <see cref="Time.Now"/>, when the lease that it rests on ends; else it is refused.</param>
public readonly record struct ReadReady(object Tag, Slot Index, long Deadline = long.MaxValue);

/// <summary>What came of an operator's <see cref="Input.ChangeMembers"/> or <see cref="Input.TransferLead"/>.</summary>
/// <param name="Tag">The request's tag.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">For people: why, and what to do about it. Empty when it is done.</param>
/// <param name="Began">The epoch that the change of members began; none otherwise.</param>
public readonly record struct OperationEnded(object Tag, OperationOutcome Outcome, string Reason, Epoch Began = default);

/// <summary>How an operator's request ended.</summary>
public enum OperationOutcome
{
    /// <summary>Done: the next epoch has begun here, or the other replica leads.</summary>
    Done,

    /// <summary>This replica does not lead: ask the leader. Nothing came of it.</summary>
    NotLeader,

    /// <summary>Refused as things stand. Nothing came of it.</summary>
    Refused,

    /// <summary>The leader stood down meanwhile: it may happen yet.</summary>
    Unknown,
}

/// <summary>Why a client's request was refused. Certainly nothing came of it.</summary>
public enum RefusalReason
{
    /// <summary>This replica does not lead.</summary>
    NotLeader,

    /// <summary>More is in flight than the leader takes on.</summary>
    Overloaded,

    /// <summary>The log is as long as it may be, since nothing can be dropped from it.</summary>
    LogFull,

    /// <summary>Replicas differ, and no quorum says who is right.</summary>
    Disputed,
}

/// <summary>A client's request that was refused.</summary>
/// <param name="Tag">The request's tag.</param>
/// <param name="Reason">Why.</param>
/// <param name="Leader">Who may lead, or none.</param>
public readonly record struct RefusedRequest(object Tag, RefusalReason Reason, ReplicaId Leader);

/// <summary>A snapshot is needed: the slots after <paramref name="Above"/> are in those of others only.</summary>
/// <param name="From">Who has one.</param>
/// <param name="Above">Only a snapshot of a higher slot helps.</param>
/// <param name="ForRejoin">Counts the rejoins: it is to take the place of all the replica's own; 0 where those are right.</param>
public readonly record struct SnapshotWanted(ReplicaId From, Slot Above, int ForRejoin = 0);

/// <summary>A peer's snapshot takes the place of the log through its slot.</summary>
/// <param name="Slot">The snapshot's slot.</param>
/// <param name="State">What was restored from it: the tag of its <see cref="Input.SnapshotInstalled"/>.</param>
public readonly record struct RestoredState(Slot Slot, object State);

/// <summary>
/// What one or more steps want done. The caller does it in this order: drop the log through <see cref="Restored"/>; send <see cref="SendNow"/>; write and sync
/// <see cref="Writes"/> as one batch; send <see cref="SendAfterSync"/>, messages to the replica itself included; hand
/// <see cref="Restored"/>, <see cref="Chosen"/> and <see cref="Reads"/> to the applier; truncate; clear.
/// </summary>
/// <remarks>
/// Runs of consecutive slots of one ballot are gathered here, so that a batch of proposals becomes one message, one
/// log record and one vote.
/// </remarks>
public sealed class Effects
{
    private const int MaxBatchBytes = 4 << 20;
    private const int MaxAcceptBytes = 1 << 20;
    private const int MaxBatchItems = 8192;

    private readonly List<Envelope> _sendNow = [];
    private readonly List<Envelope> _sendAfterSync = [];
    private readonly List<VotedRun> _votedRuns = [];
    private readonly List<LogRecord> _writes = [];
    private readonly List<Entry> _acceptRun = [];
    private readonly List<Entry> _voteRun = [];
    private ImmutableArray<ReplicaId> _acceptTo = [];
    private Message.Accept? _acceptHead;
    private LogRecord.Vote? _voteHead;
    private Slot _chosenThrough;
    private long _acceptBytes;
    private long _bytes;

    /// <summary>Safe to lose and safe to send before the sync.</summary>
    public IReadOnlyList<Envelope> SendNow
    {
        get
        {
            SealAccepts();
            return _sendNow;
        }
    }

    /// <summary>To be sent only once <see cref="Writes"/> are synced: a crash could make them false before.</summary>
    public IReadOnlyList<Envelope> SendAfterSync
    {
        get
        {
            SealVoted();
            return _sendAfterSync;
        }
    }

    /// <summary>To be written and synced as one batch, in this order.</summary>
    public IReadOnlyList<LogRecord> Writes
    {
        get
        {
            SealVotes();
            if (_chosenThrough > Slot.None)
            {
                _writes.Add(new LogRecord.ChosenThrough(_chosenThrough));
                _chosenThrough = Slot.None;
            }

            return _writes;
        }
    }

    /// <summary>Newly chosen entries, in order of slots, for the applier.</summary>
    public List<ChosenEntry> Chosen { get; } = [];

    /// <summary>Reads that may be answered once their index is applied.</summary>
    public List<ReadReady> Reads { get; } = [];

    /// <summary>Requests refused.</summary>
    public List<RefusedRequest> Refused { get; } = [];

    /// <summary>Operators' requests that have ended.</summary>
    public List<OperationEnded> Operations { get; } = [];

    /// <summary>What happened, for operators.</summary>
    public List<ProtocolEvent> Events { get; } = [];

    /// <summary>
    /// What the applier goes on from, before <see cref="Chosen"/>. The log through its slot must be gone for good before
    /// anything else is written: a later hint would make chosen values of its votes.
    /// </summary>
    public RestoredState? Restored { get; private set; }

    /// <summary>A snapshot to fetch, if one is needed.</summary>
    public SnapshotWanted? Wanted { get; internal set; }

    /// <summary>To be kept durably before anything is sent: this replica is quarantined from now on.</summary>
    public Difference? Quarantined { get; internal set; }

    /// <summary>Where this replica and others began to differ, once that is found; to be told, and kept if it is quarantined.</summary>
    public FirstDifference? Differs { get; internal set; }

    /// <summary>Whether the quarantine is over once <see cref="Restored"/> has taken the log's place.</summary>
    public bool IsLifted { get; internal set; }

    /// <summary>Drop the log up to here; none when there is nothing to drop.</summary>
    public Slot Truncate { get; internal set; }

    /// <summary>Counts the batches; everything of one batch is sent after all of its inputs arrived.</summary>
    public long Batch { get; private set; } = 1;

    /// <summary>Whether the batch is large enough to be carried out.</summary>
    public bool Full => _bytes > MaxBatchBytes || _acceptRun.Count + _voteRun.Count + _sendNow.Count + _sendAfterSync.Count
        + Chosen.Count + Reads.Count + Refused.Count + Operations.Count + Events.Count > MaxBatchItems;

    /// <summary>Begins the next batch.</summary>
    public void Clear()
    {
        Invariant.Check(_acceptHead is null && _voteHead is null && _chosenThrough == Slot.None);
        _sendNow.Clear();
        _sendAfterSync.Clear();
        _votedRuns.Clear();
        _writes.Clear();
        Chosen.Clear();
        Reads.Clear();
        Refused.Clear();
        Operations.Clear();
        Events.Clear();
        Truncate = Slot.None;
        Restored = null;
        Wanted = null;
        Quarantined = null;
        Differs = null;
        IsLifted = false;
        _bytes = 0;
        Batch++;
    }

    /// <summary>What was chosen before is part of the restored state.</summary>
    internal void Restore(Slot slot, object state)
    {
        Chosen.Clear();
        Restored = new RestoredState(slot, state);
    }

    internal void Send(ReplicaId to, Message message) => _sendNow.Add(new Envelope(to, message));

    internal void AfterSync(ReplicaId to, Message message) => _sendAfterSync.Add(new Envelope(to, message));

    /// <summary>Tells of a vote once it is durable. The message takes the place where the run of votes began.</summary>
    internal void Voted(ReplicaId to, Ballot ballot, Slot slot, StoreId store)
    {
        // Votes go to several at once; each one's runs are gathered apart.
        var runs = CollectionsMarshal.AsSpan(_votedRuns);
        for (var i = runs.Length - 1; i >= Math.Max(0, runs.Length - Membership.MaxVoters - 1); i--)
        {
            ref var last = ref runs[i];
            if (last.To == to)
            {
                if (last.Ballot == ballot && last.Store == store && last.FirstSlot + last.Count == slot)
                {
                    last.Count++;
                    return;
                }

                break;
            }
        }

        _votedRuns.Add(new VotedRun { Place = _sendAfterSync.Count, To = to, Ballot = ballot, FirstSlot = slot, Count = 1, Store = store });
        _sendAfterSync.Add(default);
    }

    /// <summary>Sends one proposed entry to all of <paramref name="to"/>.</summary>
    internal void Accept(ImmutableArray<ReplicaId> to, Ballot ballot, Slot slot, Entry entry, Slot chosenThrough)
    {
        if (_acceptHead is { } head && (head.Ballot != ballot || head.FirstSlot + _acceptRun.Count != slot || _acceptTo != to))
        {
            SealAccepts();
        }

        _acceptHead = _acceptHead is null
            ? new Message.Accept(ballot, slot, [], chosenThrough)
            : chosenThrough > _acceptHead.ChosenThrough ? _acceptHead with { ChosenThrough = chosenThrough } : _acceptHead;
        _acceptTo = to;
        _acceptRun.Add(entry);
        _acceptBytes += entry.Bytes.Length;
        _bytes += entry.Bytes.Length;
        if (_acceptBytes > MaxAcceptBytes)
        {
            SealAccepts();
        }
    }

    internal void WritePromised(Ballot ballot)
    {
        SealVotes();
        _writes.Add(new LogRecord.Promised(ballot));
    }

    internal void WriteVote(Ballot ballot, Slot slot, Entry entry)
    {
        if (_voteHead is { } head && (head.Ballot != ballot || head.FirstSlot + _voteRun.Count != slot))
        {
            SealVotes();
        }

        _voteHead ??= new LogRecord.Vote(ballot, slot, []);
        _voteRun.Add(entry);
        _bytes += entry.Bytes.Length;
    }

    internal void WriteChosen(Slot firstSlot, ImmutableArray<Entry> entries)
    {
        SealVotes();
        _writes.Add(new LogRecord.Chosen(firstSlot, entries));
    }

    internal void WriteChosenThrough(Slot slot) => _chosenThrough = slot;

    private void SealAccepts()
    {
        if (_acceptHead is not { } head)
        {
            return;
        }

        var accept = head with { Entries = [.. _acceptRun] };
        foreach (var voter in _acceptTo)
        {
            _sendNow.Add(new Envelope(voter, accept));
        }

        _acceptHead = null;
        _acceptBytes = 0;
        _acceptRun.Clear();
    }

    private void SealVoted()
    {
        foreach (var run in _votedRuns)
        {
            _sendAfterSync[run.Place] = new Envelope(run.To, new Message.Accepted(run.Ballot, run.FirstSlot, run.Count, run.Store));
        }

        _votedRuns.Clear();
    }

    private void SealVotes()
    {
        if (_voteHead is not { } head)
        {
            return;
        }

        _writes.Add(head with { Entries = [.. _voteRun] });
        _voteHead = null;
        _voteRun.Clear();
    }

    private struct VotedRun
    {
        public int Place;
        public ReplicaId To;
        public Ballot Ballot;
        public Slot FirstSlot;
        public int Count;
        public StoreId Store;
    }
}
