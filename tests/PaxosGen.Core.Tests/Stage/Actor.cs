using System.Collections.Immutable;
using PaxosGen.Core;

namespace PaxosGen.Core.Tests;

/// <summary>One replica of a <see cref="Stage"/>, with its disk, its applier and its own clock.</summary>
internal sealed class Actor
{
    private readonly Stage _stage;
    private readonly Effects _effects = new();
    private readonly Queue<Message> _toSelf = [];
    private readonly List<Entry> _applied = [];
    private readonly Dictionary<object, Slot> _readsNeed = [];
    private Batch? _held;
    private Configuration _configuration;
    private Slot _reported;
    private object? _from;
    private ulong _starts;
    private bool _isBusy;

    public Actor(Stage stage, ReplicaId id, Configuration initial)
    {
        _stage = stage;
        _configuration = initial;
        Id = id;
        Disk = new DurableImage(Play.Store(id.Value), initial);
    }

    public ReplicaId Id { get; }

    public DurableImage Disk { get; }

    /// <summary>The replica itself; null while it is down.</summary>
    public Replica? Replica { get; private set; }

    /// <summary>Its clock; every replica has its own.</summary>
    public long Now { get; private set; } = 1_000_000;

    /// <summary>The next batch with something to sync waits until <see cref="Sync"/>.</summary>
    public bool DiskHolds { get; set; }

    /// <summary>A batch waits for the disk; the replica takes nothing until then.</summary>
    public bool IsSyncing => _held is not null;

    /// <summary>Whether what is chosen is applied at once.</summary>
    public bool Applies { get; set; } = true;

    /// <summary>The nonce of its last probe, and whether one was sent since it was last set to 0.</summary>
    public long ProbeNonce { get; set; }

    public Time Time => new(Now, Now);

    /// <summary>What has been applied, from slot 1 on, that of snapshots included.</summary>
    public IReadOnlyList<Entry> Applied => _applied;

    public void Start()
    {
        _stage.Witness.OnRestarted(Id, Disk.Promised);
        _configuration = Disk.Snapshot.Configuration;
        _applied.Clear();
        _applied.AddRange(Disk.Snapshot.Applied);
        _reported = Disk.Snapshot.Slot;
        _from = null;
        _starts++;
        Replica = new Replica(Id, Disk.Recover(), _stage.Options with { Seed = (ulong)Id.Value + 1000 * _starts });
        Do(new Input.Tick(Time));
    }

    /// <summary>The power fails: what is not synced is lost, with the messages that wait for it.</summary>
    /// <param name="keepsUnsynced">The disk had it all the same; only nobody was told.</param>
    public void Crash(bool keepsUnsynced)
    {
        if (keepsUnsynced && _held is { } batch)
        {
            Persist(batch.Writes);
        }

        _held = null;
        DiskHolds = false;
        _effects.Clear();
        _toSelf.Clear();
        _readsNeed.Clear();
        Disk.Crash(keepsUnsynced);
        Replica = null;
    }

    /// <summary>The disk has done what waited for it.</summary>
    public void Sync()
    {
        DiskHolds = false;
        if (_held is { } batch)
        {
            _held = null;
            Complete(batch);
            Settle();
        }
    }

    public void Advance(long elapsed)
    {
        Now += elapsed;
        Do(new Input.Tick(Time));
    }

    public void Receive(ReplicaId from, Message message) => Do(new Input.Received(Time, from, message));

    public void Read(object tag)
    {
        _readsNeed[tag] = _stage.Witness.AppliedThrough;
        Do(new Input.Read(Time, tag));
    }

    /// <summary>The applier makes a snapshot of what it has applied.</summary>
    public void SaveSnapshot()
    {
        Disk.Save(new SavedState(new Slot(_applied.Count), _configuration, [.. _applied]));
        Do(new Input.SnapshotSaved(Time, Disk.Snapshot.Slot));
    }

    /// <summary>A peer's snapshot is here, whole and durable.</summary>
    public void Install(SavedState snapshot) => Do(new Input.SnapshotInstalled(Time, snapshot.Slot, snapshot.Configuration, snapshot));

    /// <summary>The applier says how far it is.</summary>
    public void ReportApplied()
    {
        if (Replica is not null && _reported.Value < _applied.Count)
        {
            _reported = new Slot(_applied.Count);
            Do(new Input.Applied(Time, _reported, default, From: _from));
        }
    }

    /// <summary>Takes inputs as one batch and does what comes of them.</summary>
    public void Do(params Input[] inputs)
    {
        if (Replica is null || IsSyncing)
        {
            throw new InvalidOperationException($"{Id} {(Replica is null ? "is down" : "waits for its disk")}.");
        }

        foreach (var input in inputs)
        {
            Replica.Step(input, _effects);
        }

        CarryOut();
        Settle();
    }

    private void Settle()
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        while (!IsSyncing && _toSelf.TryDequeue(out var message))
        {
            Receive(Id, message);
        }

        _isBusy = false;
        if (Applies && !IsSyncing)
        {
            ReportApplied();
        }

        _stage.Witness.Check();
    }

    private void CarryOut()
    {
        _effects.Events.ForEach(e => _stage.OnEvent(Id, e));
        if (_effects.Restored is var (slot, state))
        {
            Disk.Save((SavedState)state);
            Disk.Truncate(slot);
            _applied.Clear();
            _applied.AddRange(Disk.Snapshot.Applied);
            _configuration = Disk.Snapshot.Configuration;
            _reported = slot;
            _from = state;
            _stage.Say($"{Id} goes on from a snapshot of {slot}");
        }

        foreach (var (to, message) in _effects.SendNow)
        {
            ProbeNonce = message is Message.Probe probe ? probe.Nonce : ProbeNonce;
            Send(to, message);
        }

        var batch = new Batch(
            [.. _effects.Writes], [.. _effects.SendAfterSync], [.. _effects.Chosen], [.. _effects.Reads], [.. _effects.Refused],
            [.. _effects.Operations], _effects.Wanted, _effects.Truncate);
        _effects.Clear();
        if (DiskHolds && batch.Writes.Any(w => w is not LogRecord.ChosenThrough))
        {
            _held = batch;
            return;
        }

        Complete(batch);
    }

    private void Complete(Batch batch)
    {
        Persist(batch.Writes);
        foreach (var (to, message) in batch.AfterSync)
        {
            Send(to, message);
        }

        batch.Chosen.ForEach(Apply);
        foreach (var read in batch.Reads)
        {
            _stage.Witness.OnRead(Id, read.Tag, read.Index, _readsNeed[read.Tag]);
            _stage.Say($"{Id} answers {read.Tag} once {read.Index} is applied");
        }

        batch.Refused.ForEach(r => _stage.Say($"{Id} refuses {r.Tag}: {r.Reason}"));
        batch.Operations.ForEach(o => _stage.Say($"{Id} ends {o.Tag}: {o.Outcome} {o.Reason}".TrimEnd()));
        if (batch.Wanted is { } wanted)
        {
            _stage.OnWanted(Id, wanted);
        }

        if (batch.Truncate > Slot.None)
        {
            Disk.Truncate(batch.Truncate);
            _stage.Say($"{Id} truncates through {batch.Truncate}");
        }
    }

    private void Persist(ImmutableArray<LogRecord> writes)
    {
        Disk.Write(writes);
        foreach (var write in writes)
        {
            switch (write)
            {
                case LogRecord.Promised promised:
                    _stage.Witness.OnPromised(Id, promised.Ballot, Disk);
                    break;
                case LogRecord.Vote vote:
                    for (var i = 0; i < vote.Entries.Length; i++)
                    {
                        _stage.Witness.OnVoted(Id, vote.Ballot, vote.FirstSlot + i, vote.Entries[i]);
                    }

                    break;
            }
        }
    }

    private void Apply(ChosenEntry chosen)
    {
        if (chosen.Slot.Value != _applied.Count + 1)
        {
            throw new WitnessException($"{Id} applies slot {chosen.Slot} after {_applied.Count}.");
        }

        _stage.Witness.OnApplied(Id, _configuration.Epoch, chosen.Slot, chosen.Entry);
        _applied.Add(chosen.Entry);
        _configuration = _configuration.After(chosen.Slot, chosen.Entry);
        _stage.OnApplied(Id, chosen);
    }

    private void Send(ReplicaId to, Message message)
    {
        _stage.Witness.OnSent(Id, message, Disk, Replica!.ChosenThrough);
        if (to == Id)
        {
            _toSelf.Enqueue(message);
        }
        else
        {
            _stage.Post(Id, to, message);
        }
    }

    private sealed record Batch(
        ImmutableArray<LogRecord> Writes, ImmutableArray<Envelope> AfterSync, List<ChosenEntry> Chosen, List<ReadReady> Reads, List<RefusedRequest> Refused,
        List<OperationEnded> Operations, SnapshotWanted? Wanted, Slot Truncate);
}
