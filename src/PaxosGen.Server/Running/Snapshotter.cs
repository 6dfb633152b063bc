using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// Makes snapshots on a background thread: writes the live state where that was saved (<see cref="StateSaver"/>), and otherwise makes it by replay,
/// that is, loads the previous one into a second state machine and applies the log from disk up to the target. For that the live replica does not
/// pause, whatever the size of its state, and it proves that the log and the previous snapshot give the state that the live replica has.
/// </summary>
internal sealed partial class Snapshotter
{
    private const int SlotsAtOnce = 2_048;
    private const int MaxWaiting = 64;

    /// <summary>A state of more bytes is not kept in memory a second time between snapshots.</summary>
    private const int LargestKept = 16 << 20;
    private const int LoadedEvery = 8;

    /// <summary>When there was no space for a snapshot it is tried again after so long, in nanoseconds: on an idle cluster no other would come.</summary>
    private const long RetryAfter = 10_000_000_000;

    private readonly object _gate = new();
    private readonly Queue<SnapshotTarget> _targets = [];
    private (ReceivedSnapshot Snapshot, Action<bool> Done)? _received;
    private readonly ReplicaStore _store;
    private readonly Func<IReplicatedStateMachine> _newMachine;
    private readonly StateSaver _saver;
    private readonly Inbox _inbox;
    private readonly Standing _standing;
    private readonly Surroundings _around;
    private volatile string? _divergence;
    private int _replacedFor;
    private long _receivedSlot;
    private (SnapshotTarget Target, long At)? _again;
    private readonly ChosenEntries _entries = new();

    // What the newest snapshot was saved from, where that is small and was made from the log: the next goes on from it.
    private Applier? _kept;
    private int _keptFor;
    private bool _isClosed;

    public Snapshotter(ReplicaStore store, Func<IReplicatedStateMachine> newMachine, StateSaver saver, Inbox inbox, Standing standing, Surroundings around)
    {
        _saver = saver;
        _standing = standing;
        _store = store;
        _newMachine = newMachine;
        _inbox = inbox;
        _around = around;
    }

    /// <summary>What a snapshot by replay found different from the live replica; null while nothing is.</summary>
    public string? Divergence => _divergence;

    /// <summary>Whether a snapshot waits to be made or kept. Any thread may read it.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _targets.Count > 0 || _received is not null || IsAgainDue;
            }
        }
    }

    /// <summary>Queues a snapshot. When too many wait already, this one is left out: the next covers it.</summary>
    public void Enqueue(SnapshotTarget target)
    {
        lock (_gate)
        {
            if (!_isClosed && _targets.Count < MaxWaiting)
            {
                _targets.Enqueue(target);
                _again = null;
                Monitor.Pulse(_gate);
                return;
            }
        }

        _around.Log.SnapshotLeftOut(target.Slot, MaxWaiting);
        target.Saved?.Dispose();
        target.Done?.TrySetException(new OverloadedException("Too many snapshots wait already, or the replica is stopping."));
    }

    /// <summary>Queues a peer's snapshot to be kept and gone on from.</summary>
    /// <param name="received">The snapshot.</param>
    /// <param name="done">Told whether it is kept; if not, it is of no use.</param>
    public void Enqueue(ReceivedSnapshot received, Action<bool> done)
    {
        lock (_gate)
        {
            Invariant.Check(_received is null);
            _received = (received, done);
            Volatile.Write(ref _receivedSlot, received.Slot.Value);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Runs until closed.</summary>
    public void Run()
    {
        while (Wait())
        {
            Turn();
        }
    }

    /// <summary>Keeps the peer's snapshot that waits, or makes the next one.</summary>
    /// <returns>False when nothing waits.</returns>
    public bool Turn()
    {
        SnapshotTarget? target = null;
        (ReceivedSnapshot Snapshot, Action<bool> Done)? received;
        lock (_gate)
        {
            (received, _received) = (_received, null);
            Volatile.Write(ref _receivedSlot, 0);
            if (received is null && !_targets.TryDequeue(out target) && !TryTakeAgain(out target))
            {
                return false;
            }
        }

        if (received is var (snapshot, done))
        {
            done(TryInstall(snapshot));
        }
        else
        {
            TryMake(target!);
        }

        return true;
    }

    private void TryMake(SnapshotTarget target)
    {
        try
        {
            Make(target);
            target.Done?.TrySetResult(target.Slot.Value);
        }
        catch (Exception e) when (e is DiskFullException or DivergedException)
        {
            // The replica goes on without: its log keeps what the snapshot would have held.
            _around.Log.SnapshotFailed(target.Slot, e.Message);
            if (e is DiskFullException && target.Done is null)
            {
                TryAgainLater(target);
            }

            target.Done?.TrySetException(new ReplicaFailedException($"No snapshot of slot {target.Slot}: {e.Message}", e));
        }
        catch (OvertakenException)
        {
            // The peer's takes its place; if that is of no use, the next of this replica's own does.
        }
        catch (Exception e)
        {
            target.Done?.TrySetException(new ReplicaFailedException($"No snapshot of slot {target.Slot}: {e.Message}", e));
            throw;
        }
        finally
        {
            target.Saved?.Dispose();
        }
    }

    /// <summary>Takes no more targets; those that wait end unmade.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_targets.TryDequeue(out var target))
            {
                target.Saved?.Dispose();
                target.Done?.TrySetException(new ClusterUnavailableException("The replica is stopping."));
            }

            Monitor.Pulse(_gate);
        }
    }

    private bool Wait()
    {
        lock (_gate)
        {
            while (_targets.Count == 0 && _received is null && !_isClosed && !IsAgainDue)
            {
                Monitor.Wait(_gate, _again is null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(1));
            }

            return !_isClosed;
        }
    }

    private bool IsAgainDue => _again is var (_, at) && _around.Now().Now >= at;

    private bool TryTakeAgain([NotNullWhen(true)] out SnapshotTarget? target)
    {
        target = IsAgainDue ? _again!.Value.Target : null;
        _again = target is null ? _again : null;
        return target is not null;
    }

    private void TryAgainLater(SnapshotTarget target)
    {
        lock (_gate)
        {
            _again = _targets.Count > 0 ? null : (target with { Saved = null }, _around.Now().Now + RetryAfter);
        }
    }

    private void Make(SnapshotTarget target)
    {
        if (Divergence is { } known)
        {
            throw new DivergedException(known);
        }

        if (_standing.Serving == Serving.Nothing)
        {
            throw new DivergedException("The replica is quarantined: its state is wrong.");
        }

        if (target.Slot == Slot.None)
        {
            target.Done?.TrySetException(new ClusterUnavailableException("Nothing has been applied yet."));
            return;
        }

        if (_store.Snapshots.Slots.Any(slot => slot >= target.Slot))
        {
            return;
        }

        if (target.Saved is { } live && live.Life != _standing.Life)
        {
            throw new DivergedException("A peer's state has replaced the one that it was saved from.");
        }

        var startedAt = _around.Now().Now;
        if (target.Saved is not null)
        {
            // Of the two that stay, the one before must be whole when this one is written: a replay would have read it.
            using var before = _store.Snapshots.OpenNewest();
        }

        using var replayed = target.Saved is null ? SaveReplayed(target) : null;
        var saved = target.Saved ?? replayed!;

        // In a dispute the others need to know what it is, and nothing is deleted.
        var keepsOld = _standing.Serving != Serving.All;
        _store.Snapshots.Write(target.Slot, saved.Configuration, Snapshot.OfOwnLog, saved.Writer.WrittenMemory, keepsOld);
        var nanoseconds = _around.Now().Now - startedAt;
        _around.Log.SnapshotDurable(target.Slot, saved.Writer.Length, nanoseconds / 1_000_000);
        _around.Metrics.OnSnapshot(nanoseconds / 1e9, saved.Writer.Length);
        _inbox.PostOwn(new Input.SnapshotSaved(_around.Now(), target.Slot, XxHash128.HashToUInt128(saved.Writer.WrittenSpan)));
    }

    /// <summary>Makes the state from the log, and sees whether the live replica came to the same.</summary>
    private SavedState SaveReplayed(SnapshotTarget target)
    {
        var applier = Replay(target);
        if (applier.Hash != target.Hash)
        {
            var divergence =
                $"The snapshot of slot {target.Slot} made by replay differs from the live replica ({applier.Hash.Value:x32}, not {target.Hash.Value:x32}): "
                + "the state machine is not deterministic, or this machine's memory is bad. The snapshot is not used and the log is kept.";
            _divergence = divergence;
            _around.Log.Diverged(target.Slot, divergence);
            var aside = new CanonicalWriter();
            applier.Save(aside);
            _store.Snapshots.KeepAside(target.Slot, applier.Configuration, aside.WrittenMemory);
            throw new DivergedException(divergence);
        }

        var saved = _saver.Save(applier, _standing.Life);

        // Where the live state is saved the next time, nobody goes on from this one.
        _kept = saved.Writer.Length <= LargestKept && !_saver.IsFast ? applier : null;
        return saved;
    }

    private Applier Replay(SnapshotTarget target)
    {
        var through = target.Slot;
        using var previous = _store.Snapshots.OpenNewest(out var damage);
        var from = (previous?.Slot ?? Slot.None).Next;
        if (damage is not null && from <= _store.Log.TruncatedThrough)
        {
            throw damage;
        }

        using var pin = _store.Log.Pin(from);
        var applier = TakeKept(previous?.Slot) ?? (previous is null
            ? new Applier(_newMachine(), _store.Identity.Cluster, Configuration.Initial(_store.Identity.Founding))
            : Applier.Load(_newMachine(), _store.Identity.Cluster, previous.ReadState()));
        for (var first = from; first <= through; first += SlotsAtOnce)
        {
            var last = Slot.Min(through, first + (SlotsAtOnce - 1));
            _store.Log.ReadChosen(first, last, _entries);
            foreach (var entry in _entries.Span)
            {
                if (Volatile.Read(ref _isClosed))
                {
                    throw new OperationCanceledException("Stopped while a snapshot was made.");
                }

                if (target.Done is null && Volatile.Read(ref _receivedSlot) >= target.Slot.Value)
                {
                    // Where the state machine is slow, so is the replay: the replica must not wait for it to go on from the peer's.
                    throw new OvertakenException();
                }

                applier.Apply(applier.AppliedThrough.Next, entry);
            }
        }

        _entries.Clear();
        return applier;
    }

    private sealed class OvertakenException : Exception;

    /// <summary>
    /// The state that the snapshot of this slot was saved from, if it is still there. Now and then it is not used: whatever a
    /// snapshot leaves out shows in the results of who goes on from one.
    /// </summary>
    private Applier? TakeKept(Slot? of)
    {
        var kept = _kept?.AppliedThrough == of && ++_keptFor % LoadedEvery != 0 ? _kept : null;
        _kept = null;
        return kept;
    }

    private sealed class DivergedException(string message) : Exception(message);
}
