using PaxosGen.Core;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Testing;

/// <summary>A simulation found something that must never happen. The message names it; the seed repeats it.</summary>
public sealed class SimulationFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How to run a simulated cluster.</summary>
public sealed record SimulatedClusterOptions
{
    /// <summary>How many replicas.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>Decides everything that is left to chance.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether what happens is told to the trace, from the first start on.</summary>
    public bool IsTracing { get; init; }

    /// <summary>Whether what happens goes into the hash of the trace, from the first start on.</summary>
    public bool IsHashed { get; init; }

    /// <summary>Timing and limits of the protocol.</summary>
    public ProtocolOptions Protocol { get; init; } = new() { KeepBelowSnapshot = 0 };

    /// <summary>Bytes of a log segment; small ones roll often.</summary>
    public int SegmentBytes { get; init; } = 256 << 10;

    /// <summary>How many bytes of a snapshot go into one message; few make many messages of a small state.</summary>
    public int ChunkBytes { get; init; } = 256;
}

/// <summary>
/// A cluster in one thread, with simulated time, network and disks, and the real replica, log, recovery, codecs, applier
/// and client. A seed gives the same run every time.
/// </summary>
public sealed class SimulatedCluster
{
    private readonly SortedDictionary<ReplicaId, SimulatedReplica> _replicas = [];
    private readonly Dictionary<Slot, UInt128> _hashes = [];
    private readonly Dictionary<ReplicaId, Slot> _appliedBy = [];

    /// <summary>Makes a cluster and starts all of its replicas.</summary>
    /// <param name="options">Size, seed and limits.</param>
    /// <param name="newMachine">Makes state machines in their initial state.</param>
    public SimulatedCluster(SimulatedClusterOptions options, Func<IReplicatedStateMachine> newMachine)
    {
        Options = options;
        NewMachine = newMachine;
        World = new SimulatedWorld(options.Seed) { IsTracing = options.IsTracing };
        if (options.IsHashed)
        {
            World.Trace.StartHash();
        }

        Network = new SimulatedNetwork(World);
        var membership = new Membership([.. Enumerable.Range(1, options.Replicas).Select(i => new Member(new ReplicaId(i), $"replica:{i}"))]);
        foreach (var member in membership.Members)
        {
            _replicas.Add(member.Id, new SimulatedReplica(this, member.Id, membership));
        }

        TornReplica = new ReplicaId(1 + World.Random.Next(options.Replicas));
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
    public (Slot Slot, UInt128 Hash) Newest => _hashes.Count == 0 ? default : _hashes.Select(h => (h.Key, h.Value)).MaxBy(h => h.Key);

    /// <summary>How often a replica went on from a peer's snapshot.</summary>
    public int SnapshotsInstalled { get; private set; }

    /// <summary>The one whose disk tears unsynced writes when it crashes.</summary>
    internal ReplicaId TornReplica { get; }

    internal SimulatedClusterOptions Options { get; }

    internal Func<IReplicatedStateMachine> NewMachine { get; }

    /// <summary>How many clients there are; each gets the next number.</summary>
    internal int Clients { get; set; }

    /// <summary>The replica that leads in the highest ballot and is up, or null.</summary>
    public SimulatedReplica? Leader => _replicas.Values.Where(r => r.Role == ReplicaRole.Leader).MaxBy(r => r.Promised);

    /// <summary>Lets time pass until a replica leads that has chosen everything it recovered.</summary>
    /// <exception cref="SimulationFailedException">None does within the time.</exception>
    public SimulatedReplica RunUntilLeader(long nanoseconds = 60_000_000_000) =>
        World.Run(nanoseconds, () => Leader is { } leader && leader.ChosenThrough > Slot.None)
            ? Leader!
            : throw new SimulationFailedException($"No leader within {nanoseconds / 1e6} ms.");

    /// <summary>Every replica that applies a slot must come to the hash that the first one came to: same entries, same results.</summary>
    internal void OnApplied(ReplicaId replica, ResultHash hash)
    {
        if (_appliedBy.TryGetValue(replica, out var before) && hash.Slot > before.Next)
        {
            // Nobody skips a slot but who goes on from a peer's snapshot.
            SnapshotsInstalled++;
        }

        _appliedBy[replica] = hash.Slot;
        World.Trace.Add(new TraceEvent.SlotApplied(World.Now, replica, hash.Slot, hash.Value));
        if (_hashes.TryGetValue(hash.Slot, out var first))
        {
            if (first != hash.Value)
            {
                throw new SimulationFailedException($"Replica {replica} has hash {hash.Value:x32} at slot {hash.Slot}; another had {first:x32}.");
            }
        }
        else
        {
            _hashes.Add(hash.Slot, hash.Value);
        }
    }
}
