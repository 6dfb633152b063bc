using PaxosGen.Core;
using PaxosGen.Testing.Checking;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing;

/// <summary>A simulation found something that must never happen. The message names it; the seed repeats it.</summary>
public sealed class SimulationFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How to run a simulated cluster.</summary>
public sealed record SimulatedClusterOptions
{
    /// <summary>How many replicas.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>Changes the membership that the cluster is born with, such as its quorums; null for majorities of equal members.</summary>
    public Func<Membership, Membership>? Membership { get; init; }

    /// <summary>Decides everything that is left to chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether what happens is told to the trace, from the first start on.</summary>
    public bool IsTracing { get; init; }

    /// <summary>Timing and limits of the protocol.</summary>
    public ProtocolOptions Protocol { get; init; } = new() { KeepBelowSnapshot = 0 };

    /// <summary>How long an acknowledged heartbeat binds a voter, in nanoseconds; 0 without leases.</summary>
    public long LeaseNanoseconds { get; init; }

    /// <summary>How long ago the state that answers a bounded-stale query must have been current.</summary>
    public TimeSpan MaxStaleness { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of a log segment; small ones roll often.</summary>
    public int SegmentBytes { get; init; } = 256 << 10;

    /// <summary>Nanoseconds between the ticks of a replica.</summary>
    public long TickInterval { get; init; } = 5_000_000;

    /// <summary>How many bytes of a snapshot go into one message; few make many messages of a small state.</summary>
    public int ChunkBytes { get; init; } = 256;

    /// <summary>Bytes of entries after which a snapshot is made before its slot has come.</summary>
    public long SnapshotBytes { get; init; } = 64 << 20;

    /// <summary>How long a state machine may stand still for a snapshot, which in simulated time never takes that long; zero for snapshots from the log alone.</summary>
    public TimeSpan LongestSnapshotPause { get; init; } = TimeSpan.FromMilliseconds(10);
}

/// <summary>
/// A cluster in one thread, with simulated time, network and disks, and the real replica, log, recovery, codecs, applier
/// and client. A seed gives the same run every time.
/// </summary>
public sealed class SimulatedCluster
{
    private readonly SortedDictionary<ReplicaId, SimulatedReplica> _replicas = [];
    private readonly List<(Epoch Epoch, Membership Wanted)> _asked = [];

    /// <summary>Makes a cluster and starts all of its replicas.</summary>
    /// <param name="options">Size, seed and limits.</param>
    /// <param name="newMachine">Makes state machines in their initial state.</param>
    public SimulatedCluster(SimulatedClusterOptions options, Func<IReplicatedStateMachine> newMachine)
    {
        Options = options;
        NewMachine = newMachine;
        World = new SimulatedWorld(options.Seed) { IsTracing = options.IsTracing };
        LateAccepts = new LateAccepts(this);
        LateHeartbeats = new LateHeartbeats(this);
        LateRequests = new LateRequests(this);
        LostAnswers = new LostAnswers(this);
        Contests = new Contests(this);
        Network = new SimulatedNetwork(World);
        var membership = new Membership([.. Enumerable.Range(1, options.Replicas).Select(i => new Member(new ReplicaId(i), $"replica:{i}"))]);
        membership = new Membership(membership.Members, membership.Phase1Quorum, membership.Phase2Quorum, options.LeaseNanoseconds);
        membership = options.Membership?.Invoke(membership) ?? membership;
        Founding = membership;
        Observers = new Observers(this);
        foreach (var member in membership.Members)
        {
            var replica = new SimulatedReplica(this, member.Id, membership);
            _replicas.Add(member.Id, replica);
            Observers.Add(replica);
        }

        foreach (var replica in _replicas.Values)
        {
            replica.Start();
        }
    }

    /// <summary>Time, chance and events.</summary>
    public SimulatedWorld World { get; }

    /// <summary>The links between replicas.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>The replicas, by id.</summary>
    public IReadOnlyCollection<SimulatedReplica> Replicas => _replicas.Values;

    /// <summary>One replica.</summary>
    public SimulatedReplica this[ReplicaId id] => _replicas[id];

    /// <summary>The running hash at the highest slot that anybody has applied.</summary>
    public (Slot Slot, UInt128 Hash) Newest => Observers.Applied.Newest;

    /// <summary>How often a replica went on from a peer's snapshot.</summary>
    public int SnapshotsInstalled => Observers.Applied.SnapshotsInstalled;

    /// <summary>How many of a thousand power failures tear unsynced writes on replicas that may be damaged.</summary>
    internal int TearRate { get; set; }

    /// <summary>Lost and second copies of Accepts.</summary>
    internal LateAccepts LateAccepts { get; }

    /// <summary>Second copies of heartbeats and probes.</summary>
    internal LateHeartbeats LateHeartbeats { get; }

    /// <summary>Leaders that leave different values for one slot.</summary>
    internal Contests Contests { get; }

    /// <summary>Copies of clients' commands.</summary>
    internal LateRequests LateRequests { get; }

    /// <summary>Answers that do not arrive.</summary>
    internal LostAnswers LostAnswers { get; }

    /// <summary>Who watches.</summary>
    internal Observers Observers { get; }

    internal SimulatedClusterOptions Options { get; }

    internal Func<IReplicatedStateMachine> NewMachine { get; }

    /// <summary>How many clients there are; each gets the next number.</summary>
    internal int Clients { get; set; }

    /// <summary>Starts a replica with an empty disk that is no member yet; the founders are whom it knows.</summary>
    public SimulatedReplica Join(ReplicaId id)
    {
        var replica = new SimulatedReplica(this, id, Founding);
        _replicas.Add(id, replica);
        Observers.Add(replica);
        replica.Start();
        return replica;
    }

    /// <summary>The membership that the cluster is founded with.</summary>
    public Membership Founding { get; }

    /// <summary>The replica that leads in the highest ballot and is up, or null.</summary>
    public SimulatedReplica? Leader => _replicas.Values.Where(r => r.Role == ReplicaRole.Leader).MaxBy(r => r.Promised);

    /// <summary>Lets time pass until a replica leads that has chosen everything it recovered.</summary>
    /// <exception cref="SimulationFailedException">None does within the time.</exception>
    public SimulatedReplica RunUntilLeader(long nanoseconds = 60_000_000_000) =>
        World.Run(nanoseconds, () => Leader is { } leader && leader.ChosenThrough > Slot.None)
            ? Leader!
            : throw new SimulationFailedException($"No leader within {nanoseconds / 1e6} ms.");

    /// <summary>
    /// Whether chance may damage what this replica's disk has acknowledged. In no epoch may that befall so many voters that
    /// those left meet not every quorum, nor in the one that members asked for would make (seed 406585); and never while
    /// something may be durable on fewer than usual: before all voters' stores are enrolled, known so to somebody undamaged,
    /// and until an epoch has chosen a slot of its own.
    /// </summary>
    internal bool MayDamage(SimulatedReplica replica)
    {
        var (configuration, membership) = (Observers.Chosen.Configuration, Observers.Chosen.Configuration.Membership);
        if (!membership.Voters.All(configuration.Stores.ContainsKey) || Observers.Chosen.Through < configuration.EpochStart)
        {
            return false;
        }

        // Nobody counts on a store whose enrolment nobody left knows to be chosen (decision 003): seed 651.
        var knowing = membership.Voters.Count(id => id != replica.Id && !_replicas[id].IsDamaged && Observers.KnowsVoters(id));
        if (knowing == 0)
        {
            return false;
        }

        return Bears(membership, replica.Id) && _asked.TrueForAll(a => a.Epoch != configuration.Epoch || Bears(a.Wanted, replica.Id));
    }

    /// <summary>
    /// Whether its undamaged voters are enough for every quorum, and meet every one: who is damaged may never open its store
    /// again, and may have forgotten what it voted for.
    /// </summary>
    internal bool Bears(Membership membership, ReplicaId alsoDamaged = default)
    {
        var damaged = membership.Voters.Count(id => id == alsoDamaged || _replicas[id].IsDamaged);
        return damaged <= Math.Min((membership.Voters.Length - 1) / 2, Math.Min(membership.Phase1Quorum, membership.Phase2Quorum) - 1);
    }

    /// <summary>Somebody asks for other members in an epoch; whatever becomes of it, until then they may be the next.</summary>
    /// <returns>What to do once nothing can come of it.</returns>
    internal Action OnMembersAsked(Epoch epoch, Membership wanted)
    {
        var asked = (epoch, wanted);
        _asked.Add(asked);
        return () => _asked.Remove(asked);
    }
}
