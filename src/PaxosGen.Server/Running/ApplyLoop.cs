using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;

namespace PaxosGen.Server.Running;

/// <summary>
/// Runs the applier on a thread of its own: user code never runs on the voting path. Applies what is chosen, answers
/// who waits for it, answers queries, and says when a snapshot is due.
/// </summary>
internal sealed class ApplyLoop
{
    /// <summary>How many slots are applied before the replica hears of it, and a snapshot may take the place of the rest.</summary>
    private const int SlotsAtOnce = 1024;

    /// <summary>So many slots are applied between two looks at the clock, and an answer waits so long for others, in nanoseconds, when such a look finds it.</summary>
    private const int SlotsUntilLook = 8;
    private const long LongestUntilAnswered = 1_000_000;

    private readonly object _gate = new();
    private readonly Inbox _inbox;
    private readonly Action<Slot, AppliedOutcome, UInt128> _onApplied;
    private readonly SnapshotSchedule _schedule;
    private readonly Action<WaitingQuery, QueryAnswer> _onAnswered;
    private readonly Action<RefusedRequest> _onRefused;
    private readonly Action _flush;
    private readonly Action<SnapshotTarget> _makeSnapshot;
    private readonly StateSaver _saver;
    private readonly Func<Applier, SavedState?> _trySaveLive;
    private readonly Standing _standing;
    private readonly Surroundings _around;
    private readonly ImmutableArray<UInt128>.Builder _hashes = ImmutableArray.CreateBuilder<UInt128>();
    private object? _from;
    private readonly List<SnapshotTarget> _due = [];
    private Applier _applier;
    private Work _arriving = new();
    private Work _working = new();
    private volatile AppliedFacts _facts;
    private bool _isClosed;

    public ApplyLoop(
        Applier applier, Inbox inbox, SnapshotSchedule schedule, Action<Slot, AppliedOutcome, UInt128> onApplied,
        Action<WaitingQuery, QueryAnswer> onAnswered, Action<RefusedRequest> onRefused, Action flush, StateSaver saver, Action<SnapshotTarget> makeSnapshot, Standing standing,
        Surroundings around)
    {
        _saver = saver;
        _trySaveLive = TrySaveLive;
        _standing = standing;
        _applier = applier;
        _inbox = inbox;
        _schedule = schedule;
        _onApplied = onApplied;
        _onAnswered = onAnswered;
        _onRefused = onRefused;
        _flush = flush;
        _makeSnapshot = makeSnapshot;
        _around = around;
        _facts = new AppliedFacts(applier.AppliedThrough, applier.Hash);
    }

    /// <summary>How far it has come. Any thread may read it.</summary>
    public AppliedFacts Facts => _facts;

    /// <summary>Hands on what to go on from, what was chosen, and which reads may be answered.</summary>
    /// <param name="restored">A snapshot; what was to be applied before is part of it. Null for what is there.</param>
    /// <param name="life">The <see cref="Standing.Life"/> of the snapshot's state.</param>
    /// <param name="chosen">What to apply.</param>
    /// <param name="reads">What to answer.</param>
    public void Enqueue(Applier? restored, int life, List<ChosenEntry> chosen, List<ReadReady> reads)
    {
        if (restored is null && chosen.Count == 0 && reads.Count == 0)
        {
            return;
        }

        // All at once: a read that waits may be of a slot above the snapshot's, which is applied again first.
        lock (_gate)
        {
            if (restored is not null)
            {
                _arriving.Chosen.Clear();
                (_arriving.Restored, _arriving.Life) = (restored, life);
            }

            _arriving.Chosen.AddRange(chosen);
            _arriving.Reads.AddRange(reads);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Has the snapshot made now that would wait for this replica's turn.</summary>
    public void HurrySnapshot()
    {
        lock (_gate)
        {
            _arriving.IsSnapshotHurried = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Queues a query that any state will do for.</summary>
    public void EnqueueStale(WaitingQuery query)
    {
        lock (_gate)
        {
            _arriving.StaleReads.Add(query);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Asks for a snapshot of what is applied when the request's turn comes.</summary>
    public void EnqueueSnapshot(TaskCompletionSource<long> done)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _arriving.Snapshots.Add(done);
                Monitor.Pulse(_gate);
                return;
            }
        }

        done.TrySetException(Stopping());
    }

    /// <summary>Runs until closed.</summary>
    public void Run()
    {
        while (Wait())
        {
            Turn();
        }
    }

    /// <summary>Does what has arrived.</summary>
    public void Turn()
    {
        lock (_gate)
        {
            (_arriving, _working) = (_working, _arriving);
        }

        if (_working.Restored is { } restored)
        {
            _applier = restored;
            _from = restored;
            _schedule.Forget();
            _saver.Forget();
            _standing.OnRestored(_working.Life);
            _hashes.Add(restored.Hash.Value);
            _around.Applied?.Invoke(restored.Hash);
        }

        ApplyChosen();
        if (_working.IsSnapshotHurried && _schedule.TakePending() is { } pending)
        {
            _due.Add(pending);
        }

        if (_hashes.Count > 0)
        {
            TellApplied();
        }

        foreach (var done in _working.Snapshots)
        {
            _due.Add(new SnapshotTarget(_applier.AppliedThrough, _applier.Hash, done));
        }

        if (_standing.Answering == Serving.Nothing)
        {
            // Of a state that is wrong none is made.
            foreach (var target in _due)
            {
                target.Saved?.Dispose();
                target.Done?.TrySetException(new ReplicaFailedException("The replica is quarantined; no snapshot was made."));
            }

            _due.Clear();
        }

        // Only now: the replica must hear that a slot is applied before it can hear that it is in a snapshot.
        _due.ForEach(_makeSnapshot);
        _due.Clear();

        AnswerReads();
        _flush();
        _working.Clear();
    }

    /// <summary>Lets the thread go.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _arriving.Snapshots.ForEach(done => done.TrySetException(Stopping()));
            _arriving.Snapshots.Clear();
            Monitor.Pulse(_gate);
        }
    }

    private static ClusterUnavailableException Stopping() => new("The replica is stopping; no snapshot was made.");

    private void ApplyChosen()
    {
        var flushedAt = _around.Now().Now;
        foreach (var (slot, entry) in _working.Chosen)
        {
            var outcome = _applier.Apply(slot, entry);
            _onApplied(slot, outcome, _applier.PayloadHash);
            _around.Applied?.Invoke(_applier.Hash);
            _hashes.Add(_applier.Hash.Value);
            if (_schedule.OnApplied(_applier, entry.Bytes.Length, _standing.Serving == Serving.NoReads, _trySaveLive) is { } target)
            {
                _due.Add(target);
            }

            if (_hashes.Count % SlotsUntilLook == 0 && _around.Now().Now is var now && now - flushedAt >= LongestUntilAnswered)
            {
                // Commands that take long are not answered only when the last of them is done.
                flushedAt = now;
                _flush();
            }

            if (_hashes.Count >= SlotsAtOnce)
            {
                TellApplied();
                if (IsOvertaken())
                {
                    break;
                }
            }
        }
    }

    private SavedState? TrySaveLive(Applier applier)
    {
        if (_standing.Answering == Serving.Nothing || !_saver.IsFast)
        {
            return null;
        }

        // What has been applied needs not wait for it.
        _flush();
        var saved = _saver.TrySaveLive(applier, _standing.AppliedIn);
        if (saved is not null)
        {
            _around.Metrics.OnSnapshotPause(saved.Took / 1e9);
        }

        return saved;
    }

    private void TellApplied()
    {
        _facts = new AppliedFacts(_applier.AppliedThrough, _applier.Hash);
        _hashes.RemoveAt(_hashes.Count - 1);
        _inbox.PostOwn(new Input.Applied(_around.Now(), _applier.AppliedThrough, _applier.Hash, _hashes.ToImmutable(), _from));
        _hashes.Clear();
    }

    /// <summary>Whether a snapshot has arrived, of which all that is left to apply is part or comes again after it: reads then wait for that.</summary>
    private bool IsOvertaken()
    {
        lock (_gate)
        {
            if (_arriving.Restored is null)
            {
                return false;
            }

            _arriving.Reads.InsertRange(0, _working.Reads);
            _working.Reads.Clear();
            return true;
        }
    }

    private void AnswerReads()
    {
        foreach (var read in _working.Reads)
        {
            // What it must include was chosen, so it came with the read or before, and is applied by now.
            Invariant.Check(read.Index <= _applier.AppliedThrough);
            Answer((WaitingQuery)read.Tag, read.Deadline);
        }

        foreach (var query in _working.StaleReads)
        {
            Answer(query, long.MaxValue);
        }
    }

    private void Answer(WaitingQuery query, long deadline)
    {
        var answer = _applier.Query(query.Payload.Span);

        // The last thing before it leaves: this thread, or the whole machine, may have stood still since the lease allowed it.
        if (deadline == long.MaxValue || _around.Now().Now < deadline)
        {
            _onAnswered(query, answer);
        }
        else
        {
            _onRefused(new RefusedRequest(query, RefusalReason.NotLeader, ReplicaId.None));
        }
    }

    private bool Wait()
    {
        lock (_gate)
        {
            while (_arriving.IsEmpty && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            return !_isClosed;
        }
    }

    private sealed class Work
    {
        public Applier? Restored { get; set; }

        public int Life { get; set; }

        public bool IsSnapshotHurried { get; set; }

        public List<ChosenEntry> Chosen { get; } = [];

        public List<ReadReady> Reads { get; } = [];

        public List<WaitingQuery> StaleReads { get; } = [];

        public List<TaskCompletionSource<long>> Snapshots { get; } = [];

        public bool IsEmpty => Restored is null && !IsSnapshotHurried && Chosen.Count == 0 && Reads.Count == 0 && StaleReads.Count == 0 && Snapshots.Count == 0;

        public void Clear()
        {
            (Restored, IsSnapshotHurried) = (null, false);
            Chosen.Clear();
            Reads.Clear();
            StaleReads.Clear();
            Snapshots.Clear();
        }
    }
}

/// <summary>How far a replica has applied its log. Immutable.</summary>
internal sealed record AppliedFacts(Slot Through, ResultHash Hash);
