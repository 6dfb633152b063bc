using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Testing.Tracing;
using PaxosGen.Transport;

namespace PaxosGen.Testing;

/// <summary>
/// One replica in a simulated world: the real engine over the real log, on a disk in memory. It loses its memory and
/// what its disk had not synced in a crash, and comes back from the rest.
/// </summary>
public sealed partial class SimulatedReplica
{
    /// <summary>The header of a batch holds the checksum of the rest.</summary>
    private const int HashedBytes = 128;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly MemoryDisk _disk = new();
    private readonly StoreIdentity _identity;
    private readonly ReplicatedRandom _diskChance;
    private readonly List<SimulatedConnection> _connections = [];
    private readonly ReplicaWatch _watch;
    private Inbox _inbox = new();
    private ReplicaStore? _store;
    private ReplicaEngine? _engine;
    private Slot _seenSnapshot;
    private Slot _seenChosen;

    internal SimulatedReplica(SimulatedCluster cluster, ReplicaId id, Membership membership)
    {
        _cluster = cluster;
        _world = cluster.World;
        Id = id;
        _watch = new ReplicaWatch(_world, id);
        _diskChance = _world.NewStream();
        _identity = new StoreIdentity
        {
            Cluster = membership.ClusterIdFor("simulated"),
            ClusterName = "simulated",
            Replica = id,
            Store = new StoreId(new UInt128(_world.Random.NextUInt64(), _world.Random.NextUInt64())),
            Founding = membership,
            Schema = "",
        };
        _disk.OnDurable = (name, offset, bytes) => OnDurable(name, offset, bytes);
    }

    /// <summary>Its id.</summary>
    public ReplicaId Id { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsUp => _engine is not null;

    /// <summary>Whether its store refuses to open because it is damaged: it never comes back.</summary>
    public bool IsDead { get; private set; }

    /// <summary>How often it has been started or stopped.</summary>
    public int Life { get; private set; }

    /// <summary>Nanoseconds that a sync of its disk takes.</summary>
    public long SyncTime { get; set; } = 200_000;

    /// <summary>Nanoseconds from the moment that something is chosen until it is applied.</summary>
    public long ApplyTime { get; set; }

    /// <summary>Nanoseconds that a snapshot takes.</summary>
    public long SnapshotTime { get; set; }

    /// <summary>Its disk.</summary>
    public MemoryDisk Disk => _disk;

    /// <summary>The store that its votes are kept in.</summary>
    public StoreId Store => _identity.Store;

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

    /// <summary>
    /// Whether an operator may switch it off: it says so, and he has not made it a member again meanwhile, which it may not
    /// have heard yet.
    /// </summary>
    internal bool MayBeSwitchedOff => IsRetired && _cluster.Observers.Chosen.Configuration.Membership.Find(Id) is null;

    /// <summary>The slot of its newest durable snapshot; none while it is down.</summary>
    public Slot SnapshotSlot => _engine?.Replica.SnapshotSlot ?? Slot.None;

    /// <summary>Stops it for good.</summary>
    public void SwitchOff()
    {
        IsDead = true;
        if (IsUp)
        {
            Crash();
        }
    }

    /// <summary>Whether chance has damaged what its disk had acknowledged, so that it may not know its votes.</summary>
    internal bool IsDamaged { get; set; }

    /// <summary>What its checksums start from.</summary>
    internal uint ChecksumSeed => _identity.ChecksumSeed;

    /// <summary>Reads the header of a segment of its log.</summary>
    internal SegmentHeader ReadSegmentHeader(ReadOnlySpan<byte> bytes, long number) =>
        SegmentHeader.Read(bytes, SegmentHeader.FileName(number), number, _identity.Cluster, _identity.Store);

    /// <summary>The engine; null while it is down.</summary>
    internal ReplicaEngine? Engine => _engine;

    /// <summary>Starts it from what its disk holds.</summary>
    public void Start()
    {
        if (IsUp)
        {
            throw new InvalidOperationException($"Replica {Id} is up already.");
        }

        if (IsDead)
        {
            return;
        }

        Life++;
        _world.Trace.Add(new TraceEvent.ReplicaStarted(_world.Now, Id));
        Guard(() =>
        {
            Open();
            Tick(Life);
        });
    }

    /// <summary>Its power fails: loses its memory, and of what its disk had not synced whatever chance takes.</summary>
    public void Crash()
    {
        _world.Trace.Add(new TraceEvent.ReplicaCrashed(_world.Now, Id));
        Leave();
        LoseUnsynced();
    }

    /// <summary>Its process is killed: loses its memory, and nothing that it has written, synced or not.</summary>
    internal void Kill()
    {
        _world.Trace.Add(new TraceEvent.ReplicaCrashed(_world.Now, Id, IsKilled: true));
        Leave();
        _disk.Kill();
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

        var forget = _cluster.OnMembersAsked(_engine.Replica.Configuration.Epoch, next);
        _inbox.PostOwn(new Input.ChangeMembers(Time, (Action<OperationEnded>)Ended, next));
        Wake();

        void Ended(OperationEnded with)
        {
            if (with.Outcome is Core.OperationOutcome.Refused or Core.OperationOutcome.NotLeader)
            {
                forget();
            }

            ended(with);
        }
    }

    /// <summary>An operator asks it to let another replica lead. Nobody is told what came of it if it crashes first.</summary>
    /// <param name="to">Who is to lead; none for whoever is nearest.</param>
    /// <param name="ended">Is told how it ended.</param>
    public void TransferLead(ReplicaId to, Action<OperationEnded> ended)
    {
        if (_engine is not null)
        {
            _cluster.Observers.Service.OnHandoverAsked(this);
            _inbox.PostOwn(new Input.TransferLead(Time, ended, to));
            Wake();
        }
    }

    /// <summary>Asks this very replica, as whoever runs it in his own process does. An answer that a crash prevents never comes.</summary>
    /// <param name="query">The encoded query.</param>
    /// <param name="consistency">How current the answer must be.</param>
    /// <param name="done">Told the answer; null if the replica is down or refuses.</param>
    public void Ask(ReadOnlyMemory<byte> query, ReadConsistency consistency, Action<ReadOnlyMemory<byte>?> done)
    {
        if (_engine is null)
        {
            done(null);
        }
        else if (_world.Now < _frozenUntil)
        {
            After(ThawsAfter(), () => Ask(query, consistency, done));
        }
        else
        {
            var (reader, request) = (new Reader(this, done), new ClientRequest.Query(new RequestId(1), consistency, query));
            _cluster.Observers.Service.OnAsked(this, reader, request);
            _engine.Clients.OnRequests(reader, [request]);
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

    /// <summary>Does something of the replica's, and lets it go down the way the product does when the disk fails in it.</summary>
    private void Guard(Action does)
    {
        try
        {
            does();
        }
        catch (PowerFailedException)
        {
            Crash();
        }
        catch (DiskFullException) when (!IsUp)
        {
            // It cannot even open; somebody makes space and starts it again.
            Kill();
        }
        catch (DiskFailedException e)
        {
            _world.Tell(Id, $"stops: {e.Message}");
            Kill();
        }
        catch (StoreDamagedException e) when (IsDamaged)
        {
            _world.Tell(Id, $"stops: {e.Message}");
            IsDead |= !IsUp;
            Kill();
        }
    }

    private void Leave()
    {
        _watch.OnDown();
        _engine = null;
        _store = null;
        _inbox = new Inbox();
        Life++;
        ForgetTurns();
        foreach (var connection in _connections)
        {
            connection.Break();
        }

        _connections.Clear();
    }

    private void Open()
    {
        var nonce = new UInt128(_world.Random.NextUInt64(), _world.Random.NextUInt64());
        var options = new ReplicaStoreOptions { SegmentBytes = _cluster.Options.SegmentBytes };
        var protocol = _cluster.Options.Protocol with { Seed = _world.Random.NextUInt64() };
        var store = ReplicaStore.IsIn(_disk)
            ? ReplicaStore.Open(_disk, _identity.ClusterName, Id, nonce, options)
            : ReplicaStore.Create(_disk, _identity, nonce, options);
        _store = store;
        _cluster.Observers.OnRecovered(this, store.Recovered);
        (_seenSnapshot, _seenChosen) = (store.Recovered.SnapshotSlot, store.Recovered.ChosenThrough);
        _engine = new ReplicaEngine(
            new ReplicaOptions
            {
                Id = Id.Value,
                DataDirectory = "memory",
                Members = new Dictionary<int, string>(),
                MaxStaleness = _cluster.Options.MaxStaleness,
                SnapshotBytes = _cluster.Options.SnapshotBytes,
                LongestSnapshotPause = _cluster.Options.LongestSnapshotPause,
            },
            protocol, _store, () => new DivergingMachine(_cluster.NewMachine(), this), _inbox, new SimulatedOutbox(this, _cluster, Life), id => $"replica:{id}",
            new Surroundings(() => Time, Fill, new TraceLogger(_world, Id), new ReplicaMetrics(_identity.ClusterName, Id), OnApplied, TellClients,
                OnStepped, Describe),
            _cluster.Options.ChunkBytes);
        _store.ForgetRecovered();
    }

    private void OnDurable(string file, long offset, ReadOnlyMemory<byte> bytes)
    {
        _world.Mix((ulong)offset, bytes.Span[..Math.Min(bytes.Length, HashedBytes)]);
        _cluster.Observers.OnDurable(this, file, offset, bytes);
    }

    private void OnStepped(Effects effects)
    {
        _cluster.Observers.Quarantines.OnStepped(this, effects);
        _cluster.Observers.Service.OnStepped(this, effects.Events, effects.Reads, effects.Writes);
        if (effects.Restored is var (slot, _) && slot <= _seenChosen && !effects.IsLifted)
        {
            _cluster.Observers.Applied.OnOvertaken();
        }

        _seenChosen = _engine!.Replica.ChosenThrough;
        if (_freezesBeforeAnswer > 0 && effects.Reads.Exists(r => r.Deadline != long.MaxValue))
        {
            Freeze(_freezesBeforeAnswer);
            _freezesBeforeAnswer = 0;
        }
    }

    private void OnApplied(ResultHash hash)
    {
        Effect();
        _world.Trace.Add(new TraceEvent.SlotApplied(_world.Now, Id, hash.Slot, hash.Value));
        _cluster.Observers.Applied.OnApplied(this, hash);
        _cluster.Observers.Service.OnApplied(this, hash.Slot);
    }

    private void LookAtSnapshots()
    {
        if (_store!.Snapshots.Slots is not [.., var newest] || newest <= _seenSnapshot)
        {
            return;
        }

        _seenSnapshot = newest;
        using var snapshot = Snapshot.Open(_disk, SnapshotStore.FileName(newest), newest, _identity.Cluster);
        _cluster.Observers.OnSnapshot(this, snapshot);
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
            bytes[i] = (byte)_world.Random.NextUInt64();
        }
    }

    private sealed class Reader(SimulatedReplica replica, Action<ReadOnlyMemory<byte>?> done) : IReplyTo
    {
        public bool Send(ClientReply reply)
        {
            replica._cluster.Observers.Quarantines.OnRead(replica, reply);
            replica._cluster.Observers.Service.OnReplied(replica, this, reply);
            done(reply is ClientReply.Result result ? result.Payload : default(ReadOnlyMemory<byte>?));
            return true;
        }
    }
}
