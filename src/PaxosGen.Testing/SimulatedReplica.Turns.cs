using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Storage;
using PaxosGen.Testing.Tracing;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>When a simulated replica does what: its clocks, its pauses, and the turns of what are threads in a server.</summary>
public sealed partial class SimulatedReplica
{
    private const long TransferInterval = 20_000_000;
    private const long ThawTime = 1_000_000;

    private long _busyUntil;
    private long _frozenUntil;
    private long _turnsFrom;
    private long _transferredAt;
    private long _clock;
    private long _clockSetAt;
    private long _wallStep;
    private long _slowDiskUntil;
    private long _slowSync;
    private long _slowNodeUntil;
    private long _slowTurn;
    private long _slowApplierUntil;
    private long _slowApply;
    private long _freezesBeforeAnswer;
    private int _effectsLeft = int.MaxValue;
    private bool _isTurnDue;
    private bool _isApplyDue;
    private bool _isSnapshotDue;

    /// <summary>How fast its clock goes from now on; 1 is right.</summary>
    public double ClockRate
    {
        get;
        set
        {
            (_clock, _clockSetAt) = (Clock, _world.Now);
            field = value;
        }
    } = 1;

    /// <summary>Stops it in the middle of what it does, as a long pause does: it notices nothing, and goes on later with all that arrived meanwhile.</summary>
    public void Freeze(long nanoseconds)
    {
        _world.Trace.Add(new TraceEvent.ReplicaFroze(_world.Now, Id, nanoseconds));
        _frozenUntil = Math.Max(_frozenUntil, _world.Now + nanoseconds);
        _turnsFrom = _frozenUntil + _world.Random.NextInt64(ThawTime);
    }

    /// <summary>Stops it the next time that it has let a read go under its lease and not answered it yet.</summary>
    internal void FreezeBeforeAnswer(long nanoseconds) => _freezesBeforeAnswer = nanoseconds;

    /// <summary>Lets its wall clock jump.</summary>
    internal void StepClock(long nanoseconds) => _wallStep += nanoseconds;

    /// <summary>Lets syncs take so much longer for a while.</summary>
    internal void SlowDisk(long sync, long duration) => (_slowSync, _slowDiskUntil) = (sync, _world.Now + duration);

    /// <summary>Lets turns, applying and snapshots take so much longer for a while.</summary>
    internal void SlowNode(long turn, long duration) => (_slowTurn, _slowNodeUntil) = (turn, _world.Now + duration);

    /// <summary>Lets what is chosen wait so much longer for its applier for a while.</summary>
    internal void SlowApplier(long apply, long duration) => (_slowApply, _slowApplierUntil) = (apply, _world.Now + duration);

    /// <summary>Lets the power fail before so many more effects are done: a message sent, an entry applied, a turn begun.</summary>
    internal void CrashAfterEffects(int effects) => _effectsLeft = effects;

    /// <summary>Asks for a snapshot of what is applied now.</summary>
    internal void ForceSnapshot()
    {
        _engine!.Applying.EnqueueSnapshot(new TaskCompletionSource<long>());
        Guard(ApplyLater);
    }

    /// <summary>Takes back what was to slow it down or stop it.</summary>
    internal void Mend()
    {
        _disk.Mend();
        ClockRate = 1;
        (_effectsLeft, _slowDiskUntil, _slowNodeUntil, _slowApplierUntil, _freezesBeforeAnswer) = (int.MaxValue, 0, 0, 0, 0);
    }

    /// <summary>A message arrives.</summary>
    /// <returns>Whether somebody is there to take it.</returns>
    internal bool Deliver(ReplicaId from, Message message)
    {
        if (_engine is null)
        {
            return false;
        }

        if (_world.Now < _frozenUntil)
        {
            Later(from, message);
            return true;
        }

        if (_engine.Transfer.TryTake(from, message))
        {
            Guard(TransferNow);
        }
        else
        {
            _inbox.PostOwn(new Input.Received(Time, from, message));
        }

        Wake();
        return true;
    }

    internal void Request(IReplyTo client, ClientRequest request)
    {
        if (_engine is not null && _world.Now < _frozenUntil)
        {
            After(ThawsAfter(), () => Request(client, request));
        }
        else if (_engine is not null)
        {
            if (request is ClientRequest.Query query)
            {
                _cluster.Observers.Service.OnAsked(this, client, query);
            }

            _engine.Clients.OnRequests(client, [request]);
            Guard(ApplyLater);
            Wake();
        }
    }

    /// <summary>An effect is about to be done.</summary>
    internal void Effect()
    {
        if (--_effectsLeft <= 0)
        {
            _effectsLeft = int.MaxValue;
            throw new PowerFailedException();
        }
    }

    /// <summary>How long a sync takes now.</summary>
    internal long SyncTimeNow => SyncTime + (_world.Now < _slowDiskUntil ? _slowSync : 0);

    private long Slowness => _world.Now < _slowNodeUntil ? _slowTurn : 0;

    private long Clock => _clock + (long)((_world.Now - _clockSetAt) * ClockRate);

    /// <summary>What its clocks say.</summary>
    internal Time Time => new(Clock, Clock + _wallStep);

    private void ForgetTurns()
    {
        (_isTurnDue, _isApplyDue, _isSnapshotDue) = (false, false, false);
        (_busyUntil, _frozenUntil, _turnsFrom, _freezesBeforeAnswer) = (0, 0, 0, 0);
        _effectsLeft = int.MaxValue;
    }

    private void Later(ReplicaId from, Message message) => After(ThawsAfter(), () => Deliver(from, message));

    /// <summary>What arrives at a frozen replica is read when it goes on, in any order, before its next turn or after.</summary>
    private long ThawsAfter() => _frozenUntil - _world.Now + _world.Random.NextInt64(ThawTime);

    /// <summary>Does something later, unless the replica goes down before.</summary>
    private void After(long nanoseconds, Action does)
    {
        var life = Life;
        _world.After(nanoseconds, () =>
        {
            if (life == Life && IsUp)
            {
                does();
            }
        });
    }

    private void Tick(int life)
    {
        if (life == Life && IsUp)
        {
            Wake();
            _world.After(_cluster.Options.TickInterval, () => Tick(life));
        }
    }

    private void Wake()
    {
        if (_isTurnDue || !IsUp)
        {
            return;
        }

        _isTurnDue = true;
        After(Math.Max(0, Math.Max(_busyUntil, _turnsFrom) - _world.Now), () =>
        {
            _isTurnDue = false;
            if (_world.Now < _turnsFrom)
            {
                Wake();
            }
            else
            {
                Guard(Turn);
            }
        });
    }

    private void Turn()
    {
        var before = _disk.Operations;
        Effect();
        _engine!.Loop.Turn();
        _busyUntil = _world.Now + (_disk.Operations > before ? SyncTimeNow : 0) + Slowness;
        _world.Mix((ulong)Id.Value, (ulong)_disk.Operations);
        if (_disk.Operations > before)
        {
            _world.Trace.Add(new TraceEvent.Synced(_world.Now, Id, _disk.Operations - before));
        }

        _watch.Look(_engine.Replica);
        if (!_engine.Loop.IsWaiting)
        {
            // While it waits for space it is in the middle of one.
            _cluster.Observers.OnTurn(this);
            _cluster.LateAccepts.OnTurn(this);
        }

        if (_world.Now - _transferredAt >= TransferInterval)
        {
            TransferNow();
        }

        ApplyLater();
        if (_inbox.Count > 0 && !_engine.Loop.IsWaiting)
        {
            Wake();
        }
    }

    private void TransferNow()
    {
        _transferredAt = _world.Now;
        _engine!.Transfer.Turn();
        SnapshotLater();
    }

    private void ApplyLater()
    {
        if (_isApplyDue)
        {
            return;
        }

        var takes = Math.Max(ApplyTime + Slowness + (_world.Now < _slowApplierUntil ? _slowApply : 0), _turnsFrom - _world.Now);
        if (takes <= 0)
        {
            Apply();
            return;
        }

        _isApplyDue = true;
        After(takes, () =>
        {
            _isApplyDue = false;
            if (_world.Now < _turnsFrom)
            {
                ApplyLater();
            }
            else
            {
                Guard(Apply);
            }
        });
    }

    private void Apply()
    {
        _engine!.Applying.Turn();
        SnapshotLater();
        if (_inbox.Count > 0 && !_engine.Loop.IsWaiting)
        {
            Wake();
        }
    }

    private void SnapshotLater()
    {
        if (_isSnapshotDue || !_engine!.Snapshotter.HasWork)
        {
            return;
        }

        _isSnapshotDue = true;
        After(Math.Max(SnapshotTime + Slowness, _turnsFrom - _world.Now), () =>
        {
            _isSnapshotDue = false;
            if (_world.Now >= _turnsFrom)
            {
                Guard(MakeSnapshot);
            }

            if (IsUp)
            {
                SnapshotLater();
            }
        });
    }

    private void MakeSnapshot()
    {
        Effect();
        _engine!.Snapshotter.Turn();
        LookAtSnapshots();
        Wake();
    }
}
