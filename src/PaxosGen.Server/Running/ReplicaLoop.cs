using System.Diagnostics;
using PaxosGen.Core;
using PaxosGen.Server.Applying;
using PaxosGen.Server.Clients;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;

namespace PaxosGen.Server.Running;

/// <summary>
/// The loop that ARCHITECTURE.md starts with, on a thread of its own: steps the replica, sends, writes and syncs, sends
/// what waited for the sync, and hands on what was chosen. What arrives while the disk syncs becomes the next batch.
/// </summary>
internal sealed class ReplicaLoop
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan DiskFullRetry = TimeSpan.FromSeconds(1);

    /// <summary>How often what is heard of followers is shown, in nanoseconds: not with each turn, since it is a copy.</summary>
    private const long FollowersInterval = 100_000_000;

    private readonly Replica _replica;
    private readonly ReplicaStore _store;
    private readonly Inbox _inbox;
    private readonly IOutbox _outbox;
    private readonly ApplyLoop _applier;
    private readonly SnapshotTransfer _transfer;
    private readonly ClientGateway _clients;
    private readonly Surroundings _around;
    private readonly Standing _standing;
    private readonly DivergenceReport _divergence;
    private readonly Gathering _gathering = new();
    private readonly Effects _effects = new();
    private readonly bool _wasUnborn;
    private volatile ReplicaFacts _facts;
    private volatile IReadOnlyList<FollowerProgress> _followers = [];
    private volatile bool _isDiskFull;
    private volatile bool _isWaiting;
    private long _inFlight;
    private long _followersAt;
    private long _diskFullSince;
    private long _triedAt;
    private long _longestGcPause;

    public ReplicaLoop(
        Replica replica, ReplicaStore store, Inbox inbox, IOutbox outbox, ApplyLoop applier, SnapshotTransfer transfer, ClientGateway clients,
        Standing standing, Surroundings around)
    {
        _replica = replica;
        _store = store;
        _inbox = inbox;
        _outbox = outbox;
        _applier = applier;
        _transfer = transfer;
        _clients = clients;
        _around = around;
        _standing = standing;
        _standing.Follow(replica);
        _divergence = new DivergenceReport(store, around);
        _facts = ReplicaFacts.Of(replica);
        _wasUnborn = store.Recovered.ChosenThrough == Slot.None;
    }

    /// <summary>What the replica last said of itself. Any thread may read it.</summary>
    public ReplicaFacts Facts => _facts;

    /// <summary>What this replica, leading, has heard from the others, of a moment ago; empty when it does not lead. Any thread may read it.</summary>
    public IReadOnlyList<FollowerProgress> Followers => _followers;

    /// <summary>How this replica and others differ; null while nothing is known of that. Any thread may read it.</summary>
    public string? Divergence => _divergence.Text;

    /// <summary>Whether a restart would find that the replica is quarantined.</summary>
    public bool IsQuarantineDurable => _store.Quarantine is not null;

    /// <summary>Slots proposed and not chosen, when this replica leads. Any thread may read it.</summary>
    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Whether there is no space on the disk for entries. Any thread may read it.</summary>
    public bool IsDiskFull => _isDiskFull;

    /// <summary>Whether a turn waits in its middle for space on the disk. Any thread may read it.</summary>
    public bool IsWaiting => _isWaiting;

    /// <summary>Longest time that garbage collection stopped the process between two turns. Any thread may read it.</summary>
    public TimeSpan LongestGcPause => new(Volatile.Read(ref _longestGcPause));

    /// <summary>Runs until the inbox is closed.</summary>
    public void Run()
    {
        var paused = GC.GetTotalPauseDuration();
        while (_isWaiting ? WaitForSpace() : _inbox.Wait(TickInterval, _replica.Role == ReplicaRole.Leader ? _gathering : null))
        {
            _gathering.OnTurn(_replica.InFlight + _inbox.Commands);
            Turn();
            var pausedNow = GC.GetTotalPauseDuration();
            Volatile.Write(ref _longestGcPause, Math.Max(_longestGcPause, (pausedNow - paused).Ticks));
            paused = pausedNow;
        }

        if (_replica.Role == ReplicaRole.Leader)
        {
            Tell(new ProtocolEvent.LeadershipEnded(_replica.Promised, _replica.ChosenThrough, _replica.ChosenThrough + _replica.InFlight, ReignEnd.Stopped));
        }
    }

    /// <summary>One batch: everything that waits, then the clock. Ends in the middle when the disk is full; the next call goes on there.</summary>
    public void Turn()
    {
        if (!_isWaiting)
        {
            Reserve();
            Step();
        }

        if (TryAppend(_effects.Writes))
        {
            AfterSync();
        }
    }

    private void Step()
    {
        while (!_effects.Full && _inbox.TryRead(out var input))
        {
            if (!_isDiskFull || !IsLeftOut(input))
            {
                _replica.Step(input, _effects);
            }
        }

        // Time passes last: an ack that waited in the inbox must count before anybody finds that it is late.
        var time = _around.Now();
        _replica.Step(new Input.Tick(time), _effects);
        _around.Stepped?.Invoke(_effects);
        if (!_effects.IsLifted)
        {
            // Before the quarantine is written: until that is durable answers would leave.
            HearOfDispute();
            _standing.Follow(_replica);
        }

        _divergence.OnStepped(_effects);

        if (_effects.Restored is var (slot, _))
        {
            _store.Truncate(slot);
        }

        _outbox.SendNow(_effects.SendNow);
    }

    private void AfterSync()
    {
        _outbox.SendAfterSync(_effects.SendAfterSync);
        _applier.Enqueue((Applier?)_effects.Restored?.State, _standing.Life + (_effects.IsLifted ? 1 : 0), _effects.Chosen, _effects.Reads);
        if (_effects.IsLifted)
        {
            _divergence.OnLifted();
            _standing.Follow(_replica, isLifted: true);
        }

        if (_effects.Wanted is { } wanted)
        {
            _transfer.Want(wanted);
        }

        if (_effects.Truncate > Slot.None && _store.Snapshots.Slots is [.., var older, _])
        {
            // The newest may rot. What the one before it does not hold stays in the log, so that both together are as good.
            var through = Slot.Min(_effects.Truncate, older);
            _store.Truncate(through);
            _around.Log.LogTruncated(through, _replica.SnapshotSlot, _replica.ChosenThrough);
        }

        Report(_around.Now().Now);
        _effects.Clear();
    }

    /// <summary>In a dispute about states the others need this replica's: it does not wait for its turn to make a snapshot.</summary>
    private void HearOfDispute()
    {
        if (_replica.Serving == Serving.NoReads && _standing.Serving == Serving.All)
        {
            _applier.HurrySnapshot();
        }
    }

    /// <summary>
    /// Looks for space before anything is to be written. Without any this replica still promises, hears leaders and answers
    /// what it knows; it neither votes nor learns, and leads no longer than others take to notice.
    /// </summary>
    private void Reserve()
    {
        var now = _around.Now().Now;
        if (_isDiskFull && now - _triedAt < DiskFullRetry.Ticks * 100)
        {
            return;
        }

        _triedAt = now;
        try
        {
            _store.Log.Reserve();
            OnSpace();
        }
        catch (DiskFullException e)
        {
            OnDiskFull(e);
        }
    }

    /// <summary>Whether an input would lead to entries that there is no space for. It counts as lost, or is refused.</summary>
    private bool IsLeftOut(Input input)
    {
        var tag = input switch
        {
            Input.Propose propose => propose.Tag,
            Input.OpenSession open => open.Tag,
            _ => null,
        };
        if (tag is not null && _replica.Role == ReplicaRole.Leader)
        {
            _clients.OnRefused(new RefusedRequest(tag, RefusalReason.Overloaded, ReplicaId.None));
            return true;
        }

        return input is Input.Received { Message: Message.Accept or Message.Learned or Message.Promise or Message.ProbeAnswer or Message.HeartbeatAck or Message.TakeLead } received
            && received.From != _store.Identity.Replica;
    }

    private bool TryAppend(IReadOnlyList<LogRecord> writes)
    {
        if (writes.Count == 0)
        {
            return true;
        }

        try
        {
            var startedAt = ReplicaMetrics.StartAppend();
            var beganAt = Stopwatch.GetTimestamp();
            _store.Log.Append(writes);
            _gathering.OnAppended(beganAt);
            _around.Metrics.OnAppended(startedAt, writes);
            _isWaiting = false;
            return true;
        }
        catch (DiskFullException e)
        {
            // Nothing of the batch was written, and nothing that depends on it has been sent. Meanwhile the others
            // elect another leader; this replica goes on when there is space.
            _isWaiting = true;
            OnDiskFull(e);
            return false;
        }
    }

    /// <summary>Waits until it is worth another try.</summary>
    /// <returns>False when the inbox is closed.</returns>
    private bool WaitForSpace() => !_inbox.WaitForClose(DiskFullRetry);

    private void OnDiskFull(DiskFullException e)
    {
        if (!_isDiskFull)
        {
            _isDiskFull = true;
            _diskFullSince = _around.Now().Now;
            _around.Log.DiskFull(e.Message, _replica.Promised, _replica.ChosenThrough);
        }
    }

    private void OnSpace()
    {
        if (_isDiskFull)
        {
            _isDiskFull = false;
            _around.Log.SpaceAgain((_around.Now().Now - _diskFullSince) / 1_000_000, _replica.Promised, _replica.ChosenThrough);
        }
    }

    private void Report(long now)
    {
        // First of all: whoever is refused below, or told that the leader is gone, should know the new members by then.
        ShowFacts();
        foreach (var refused in _effects.Refused)
        {
            _around.Log.NotProposed(refused.Reason, refused.Leader, _replica.Promised, _replica.ChosenThrough, _replica.InFlight);
            _clients.OnRefused(refused);
        }

        foreach (var ended in _effects.Operations)
        {
            ((Action<OperationEnded>)ended.Tag)(ended);
        }

        foreach (var happened in _effects.Events)
        {
            Tell(happened);
            if (happened is ProtocolEvent.LeadershipEnded)
            {
                _clients.OnLeadershipLost();
            }
        }

        Volatile.Write(ref _inFlight, _replica.InFlight);
        if (now - _followersAt >= FollowersInterval)
        {
            _followersAt = now;
            _followers = _replica.Followers;
        }
    }

    private void ShowFacts()
    {
        if (_facts.IsOf(_replica))
        {
            return;
        }

        if (_wasUnborn && !_facts.Configuration.IsBorn && _replica.Configuration is { IsBorn: true } born)
        {
            _around.Log.Born(born.Epoch, born.Membership, _replica.ChosenThrough, _replica.Promised);
        }

        var before = _facts.Configuration.Epoch;
        _facts = ReplicaFacts.Of(_replica);
        if (_facts.Configuration.Epoch > before)
        {
            _around.EpochBegan?.Invoke(_facts.Configuration);
        }
    }

    private void Tell(ProtocolEvent happened)
    {
        _around.Log.Report(happened);
        _around.Metrics.OnEvent(happened);
    }
}
