using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// One replica in a simulated world: the real engine over the real log, on a disk in memory. It loses its memory and
/// what its disk had not synced in a crash, and comes back from the rest.
/// </summary>
public sealed class SimulatedReplica
{
    private const long TickInterval = 5_000_000;
    private const long ThawTime = 1_000_000;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly MemoryDisk _disk = new();
    private readonly StoreIdentity _identity;
    private readonly List<SimulatedConnection> _connections = [];
    private Inbox _inbox = new();
    private ReplicaStore? _store;
    private ReplicaEngine? _engine;
    private long _busyUntil;
    private long _frozenUntil;
    private long _turnsFrom;
    private long _clock;
    private long _clockSetAt;
    private bool _isTurnDue;
    private Ballot _highestPromised;

    internal SimulatedReplica(SimulatedCluster cluster, ReplicaId id, Membership membership)
    {
        _cluster = cluster;
        _world = cluster.World;
        Id = id;
        _identity = new StoreIdentity
        {
            Cluster = membership.ClusterIdFor("simulated"),
            ClusterName = "simulated",
            Replica = id,
            Store = new StoreId(new UInt128(_world.Random.NextUInt64(), _world.Random.NextUInt64())),
            Founding = membership,
            Schema = "",
        };
    }

    /// <summary>Its id.</summary>
    public ReplicaId Id { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsUp => _engine is not null;

    /// <summary>How often it has been started.</summary>
    public int Life { get; private set; }

    /// <summary>Nanoseconds that a sync of its disk takes.</summary>
    public long SyncTime { get; set; } = 200_000;

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

    /// <summary>Its disk.</summary>
    public MemoryDisk Disk => _disk;

    /// <summary>What it does; a follower while it is down.</summary>
    public ReplicaRole Role => _engine?.Replica.Role ?? ReplicaRole.Follower;

    /// <summary>The highest ballot it has promised; none while it is down.</summary>
    public Ballot Promised => _engine?.Replica.Promised ?? Ballot.None;

    /// <summary>How far it knows the log to be chosen; none while it is down.</summary>
    public Slot ChosenThrough => _engine?.Replica.ChosenThrough ?? Slot.None;

    /// <summary>How far it has applied the log; none while it is down.</summary>
    public Slot AppliedThrough => _engine?.Replica.AppliedThrough ?? Slot.None;

    /// <summary>Up to where its log is truncated; none while it is down.</summary>
    public Slot TruncatedThrough => _engine?.Replica.TruncatedThrough ?? Slot.None;

    /// <summary>What it knows of the cluster's configuration; null while it is down.</summary>
    public Configuration? Configuration => _engine?.Replica.Configuration;

    /// <summary>Whether it is a member no more and may be switched off.</summary>
    public bool IsRetired => _engine?.Replica.IsRetired ?? false;

    /// <summary>The slot of its newest durable snapshot; none while it is down.</summary>
    public Slot SnapshotSlot => _engine?.Replica.SnapshotSlot ?? Slot.None;

    /// <summary>Starts it from what its disk holds.</summary>
    public void Start()
    {
        if (IsUp)
        {
            throw new InvalidOperationException($"Replica {Id} is up already.");
        }

        Life++;
        _world.Tell($"{Id} starts");
        try
        {
            Open();
        }
        catch (PowerFailedException)
        {
            Crash();
            return;
        }

        Tick(Life);
    }

    /// <summary>Loses its memory, and of what its disk had not synced whatever chance takes.</summary>
    public void Crash()
    {
        _world.Tell($"{Id} crashes");
        _engine = null;
        _store = null;
        _inbox = new Inbox();
        _isTurnDue = false;
        _busyUntil = 0;
        _frozenUntil = 0;
        _turnsFrom = 0;
        Life++;
        LoseUnsynced();
        foreach (var connection in _connections)
        {
            connection.Break();
        }

        _connections.Clear();
    }

    /// <summary>Stops it in the middle of what it does, as a long pause does: it notices nothing, and goes on later with all that arrived meanwhile.</summary>
    public void Freeze(long nanoseconds)
    {
        _world.Tell($"{Id} freezes for {nanoseconds / 1e6:F0} ms");
        _frozenUntil = Math.Max(_frozenUntil, _world.Now + nanoseconds);
        _turnsFrom = _frozenUntil + _world.Random.NextInt64(ThawTime);
    }

    /// <summary>Asks it for other members.</summary>
    /// <param name="next">The membership wanted.</param>
    /// <param name="ended">Told what came of it, unless the replica crashes first.</param>
    public void ChangeMembers(Membership next, Action<OperationEnded> ended)
    {
        if (_engine is null)
        {
            ended(new OperationEnded(this, Core.OperationOutcome.NotLeader, "It is down."));
            return;
        }

        _inbox.PostOwn(new Input.ChangeMembers(Time, ended, next));
        Wake();
    }

    internal void Deliver(ReplicaId from, Message message)
    {
        if (_engine is not null && !IsLater(() => Deliver(from, message)))
        {
            if (!_engine.Transfer.TryTake(from, message))
            {
                _inbox.PostOwn(new Input.Received(Time, from, message));
            }

            Wake();
        }
    }

    internal HandshakeWelcome? Accept(SimulatedConnection connection)
    {
        if (_engine is null)
        {
            return null;
        }

        _connections.Add(connection);
        return new HandshakeWelcome
        {
            Cluster = _identity.Cluster,
            Replica = Id,
            Store = _identity.Store,
            SessionWindow = _engine.Replica.Configuration.Settings.SessionWindow,
            Members = MembersOf(_engine.Replica.Configuration),
            MaxFrameBytes = new TransportLimits().MaxFrameBytes,
        };
    }

    internal void Request(SimulatedConnection connection, ClientRequest request)
    {
        if (_engine is not null && !IsLater(() => Request(connection, request)))
        {
            _engine.Clients.OnRequests(connection, [request]);
            Wake();
        }
    }

    private long Clock => _clock + (long)((_world.Now - _clockSetAt) * ClockRate);

    private Time Time => new(Clock, Clock);

    /// <summary>What arrives at a frozen replica is read when it goes on, in any order, before its next turn or after.</summary>
    private bool IsLater(Action arrives)
    {
        if (_world.Now >= _frozenUntil)
        {
            return false;
        }

        var life = Life;
        _world.After(_frozenUntil - _world.Now + _world.Random.NextInt64(ThawTime), () =>
        {
            if (life == Life)
            {
                arrives();
            }
        });
        return true;
    }

    /// <summary>
    /// A crash keeps all, nothing, or any sectors of what was not synced. Any sectors only on one replica of the cluster:
    /// a record of which only the marker is left counts as damaged, and no more than a minority may be that.
    /// </summary>
    private void LoseUnsynced()
    {
        var keeps = _world.Random.Next(3);
        var tears = Id == _cluster.TornReplica;
        _disk.Crash(
            (_, _) => keeps == 0 || (keeps == 1 && tears && _world.Chance(50)),
            changes => keeps == 0 ? changes : keeps == 1 ? _world.Random.Next(changes + 1) : 0);
    }

    private void Open()
    {
        var nonce = new UInt128(_world.Random.NextUInt64(), _world.Random.NextUInt64());
        var options = new ReplicaStoreOptions { SegmentBytes = _cluster.Options.SegmentBytes };
        _store = ReplicaStore.IsIn(_disk)
            ? ReplicaStore.Open(_disk, _identity.ClusterName, Id, nonce, options)
            : ReplicaStore.Create(_disk, _identity, nonce, options);
        if (_store.Recovered.Promised < _highestPromised)
        {
            throw new SimulationFailedException($"Replica {Id} had promised {_highestPromised} and came back with {_store.Recovered.Promised}.");
        }

        var life = Life;
        var protocol = _cluster.Options.Protocol with { Seed = _world.Random.NextUInt64() };
        _engine = new ReplicaEngine(
            new ReplicaOptions { Id = Id.Value, DataDirectory = "memory", Members = new Dictionary<int, string>() },
            protocol, _store, _cluster.NewMachine, _inbox, new Outbox(this, life), id => $"replica:{id}",
            new Surroundings(
                () => Time, Fill, new TraceLogger(_world, Id), new ReplicaMetrics(_identity.ClusterName, Id), hash => _cluster.OnApplied(Id, hash),
                TellClients),
            _cluster.Options.ChunkBytes);
        _store.ForgetRecovered();
    }

    private static EpochMembers MembersOf(Configuration configuration) =>
        new(configuration.Epoch, [.. configuration.Membership.Voters.Select(v => $"replica:{v}")]);

    /// <summary>Another epoch has begun: clients should know whom to ask when the old members are gone.</summary>
    private void TellClients(Configuration configuration) =>
        _connections.ForEach(connection => connection.Send(new ClientReply.Members(MembersOf(configuration))));

    private void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)_world.Random.Next(256);
        }
    }

    private void Tick(int life)
    {
        if (life == Life && IsUp)
        {
            Wake();
            _world.After(TickInterval, () => Tick(life));
        }
    }

    private void Wake()
    {
        if (_isTurnDue)
        {
            return;
        }

        _isTurnDue = true;
        var life = Life;
        _world.After(Math.Max(0, Math.Max(_busyUntil, _turnsFrom) - _world.Now), () =>
        {
            if (life == Life && IsUp)
            {
                _isTurnDue = false;
                if (_world.Now < _turnsFrom)
                {
                    Wake();
                }
                else
                {
                    Turn();
                }
            }
        });
    }

    private void Turn()
    {
        var before = _disk.Operations;
        try
        {
            _engine!.Loop.Turn();
            _busyUntil = _world.Now + (_disk.Operations > before ? SyncTime : 0);
            _engine.Applying.Turn();
            _engine.Transfer.Turn();
            while (_engine.Snapshotter.Turn())
            {
                // A snapshot takes no simulated time yet.
            }
        }
        catch (PowerFailedException)
        {
            Crash();
            return;
        }

        _highestPromised = _engine.Replica.Promised > _highestPromised ? _engine.Replica.Promised : _highestPromised;
        if (_inbox.Count > 0)
        {
            Wake();
        }
    }

    /// <summary>Sends through the simulated network; what waits for a sync leaves when the sync is over, unless a crash comes first.</summary>
    private sealed class Outbox(SimulatedReplica replica, int life) : IOutbox
    {
        public void SendNow(IReadOnlyList<Envelope> envelopes)
        {
            foreach (var envelope in envelopes)
            {
                if (envelope.Message is Message.Prepare or Message.Promise or Message.Accepted or Message.Reject)
                {
                    throw new SimulationFailedException($"Replica {replica.Id} sends {envelope.Message} before the sync that it depends on.");
                }

                Send(envelope);
            }
        }

        public void SendAfterSync(IReadOnlyList<Envelope> envelopes)
        {
            foreach (var envelope in envelopes.ToList())
            {
                replica._world.After(replica.SyncTime, () =>
                {
                    if (replica.Life == life)
                    {
                        Send(envelope);
                    }
                });
            }
        }

        public void SendTransfer(ReplicaId to, Message message) => Send(new Envelope(to, message));

        private void Send(Envelope envelope)
        {
            var (to, message) = envelope;
            if (to == replica.Id)
            {
                replica.Deliver(to, message);
            }
            else
            {
                replica._cluster.Network.Send(replica.Id, to, message, m => replica._cluster[to].Deliver(replica.Id, m));
            }
        }
    }
}
