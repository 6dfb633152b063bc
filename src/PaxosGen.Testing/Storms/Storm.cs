using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Clients that call while the faults of a plan are injected. Afterwards all is healed, every call must end, and what the
/// clients and the replicas saw must agree.
/// </summary>
internal sealed class Storm
{
    private const long Millisecond = 1_000_000;

    private readonly StormPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly FaultSchedule _faults;
    private readonly Callers _callers;

    /// <summary>Makes the world of a plan; nothing has happened in it yet.</summary>
    public Storm(StormPlan plan, bool isTracing = false, bool isHashed = false)
    {
        _plan = plan;
        Cluster = new SimulatedCluster(
            new SimulatedClusterOptions
            {
                Replicas = plan.Replicas,
                Seed = plan.Seed,
                SegmentBytes = plan.SegmentBytes,
                ChunkBytes = plan.ChunkBytes,
                IsTracing = isTracing,
                IsHashed = isHashed,
                Protocol = new ProtocolOptions
                {
                    KeepBelowSnapshot = plan.KeepBelowSnapshot,
                    Settings = new ClusterSettings { SnapshotInterval = plan.SnapshotInterval, SessionWindow = plan.SessionWindow },
                    MaxMessageBytes = plan.MaxMessageBytes,
                    Window = plan.Window,
                },
            },
            () => new Journal());
        _world = Cluster.World;
        (Cluster.Network.MinDelay, Cluster.Network.MaxDelay) = (plan.MinDelay, plan.MaxDelay);
        foreach (var replica in Cluster.Replicas)
        {
            replica.SyncTime = plan.SyncTime;
        }

        _faults = new FaultSchedule(plan, Cluster);
        _callers = new Callers(plan, Cluster);
    }

    /// <summary>The cluster in the storm.</summary>
    public SimulatedCluster Cluster { get; }

    /// <summary>Commands that were acknowledged.</summary>
    public int Acknowledged => _callers.Acknowledged;

    /// <summary>Runs the storm, heals, and checks.</summary>
    /// <exception cref="SimulationFailedException">Something happened that must never happen.</exception>
    public void Run()
    {
        try
        {
            _callers.Start();
            _faults.Start();
            _world.Run(_plan.Length);
            _faults.Calm();
            if (!_world.Run(60_000 * Millisecond, () => _callers.Ended == _plan.Calls))
            {
                throw new SimulationFailedException($"{_callers.Ended} of {_plan.Calls} calls have ended a minute after the storm.");
            }

            _callers.Check();
            CheckReplicasMeet();
        }
        catch (Exception e) when (e is not SimulationFailedException)
        {
            throw new SimulationFailedException(e.Message, e);
        }
    }

    private void CheckReplicasMeet()
    {
        var newest = Cluster.Newest.Slot;
        if (!_world.Run(20_000 * Millisecond, () => Cluster.Replicas.All(r => r.AppliedThrough >= newest)))
        {
            throw new SimulationFailedException(
                $"Not all replicas have applied slot {newest}: {string.Join(", ", Cluster.Replicas.Select(r => $"{r.Id} {r.AppliedThrough}"))}.");
        }
    }
}
