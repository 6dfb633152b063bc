using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Clients that call while the faults of a plan are injected. Afterwards all is healed, every call must end, and what the
/// clients and the replicas saw must agree.
/// </summary>
internal sealed class Storm
{
    private const long Millisecond = 1_000_000;

    /// <summary>Short beside every time-out; the ticks of idle replicas are most of what a simulation has to do.</summary>
    private const long TickInterval = 10 * Millisecond;

    /// <summary>How many ballots more than one a T are no sign of replicas that disturb each other.</summary>
    private const int SpareBallots = 5;

    private readonly StormPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly FaultSchedule _faults;
    private readonly MemberChanges _changes;
    private readonly Handovers _handovers;
    private readonly Callers _callers;
    private readonly Readers _readers;

    /// <summary>Makes the world of a plan; nothing has happened in it yet.</summary>
    public Storm(StormPlan plan, bool isTracing = false)
    {
        _plan = plan;
        Cluster = new SimulatedCluster(
            new SimulatedClusterOptions
            {
                Replicas = plan.Replicas,
                Seed = plan.Seed,
                SegmentBytes = plan.SegmentBytes,
                ChunkBytes = plan.ChunkBytes,
                SnapshotBytes = plan.SnapshotBytes,
                LongestSnapshotPause = TimeSpan.FromMilliseconds(plan.SavesLive ? 10 : 0),
                TickInterval = TickInterval,
                LeaseNanoseconds = plan.Lease,
                MaxStaleness = TimeSpan.FromMicroseconds(plan.MaxStaleness / 1e3),
                IsTracing = isTracing,
                Protocol = new ProtocolOptions
                {
                    KeepBelowSnapshot = plan.KeepBelowSnapshot,
                    Settings = new ClusterSettings { SnapshotInterval = plan.SnapshotInterval, SessionWindow = plan.SessionWindow },
                    MaxMessageBytes = plan.MaxMessageBytes,
                    Window = plan.Window,
                    FollowerWindow = plan.FollowerWindow,
                    ApplyWindow = plan.ApplyWindow,
                    LogLimit = plan.LogLimit,
                    LogLimitBytes = plan.LogLimitBytes,
                    Learning = plan.Learning,
                },
            },
            () => new Journal());
        _world = Cluster.World;
        Cluster.Observers.Service.Expect(plan.KeepsDriftBound, plan.SlowestClock);
        (Cluster.Network.MinDelay, Cluster.Network.MaxDelay) = (plan.MinDelay, plan.MaxDelay);
        _changes = new MemberChanges(plan, Cluster);
        var clocks = _world.NewStream();
        foreach (var replica in Cluster.Replicas)
        {
            (replica.SyncTime, replica.ApplyTime, replica.SnapshotTime) = (plan.SyncTime, plan.ApplyTime, plan.SnapshotTime);
            replica.ClockRate = (1000 - plan.ClockSpread + clocks.Next((2 * plan.ClockSpread) + 1)) / 1000.0;
        }

        _faults = new FaultSchedule(plan, Cluster);
        _callers = new Callers(plan, Cluster);
        _readers = new Readers(plan, Cluster, _callers);
        _handovers = new Handovers(plan, Cluster);
    }

    private long Timeout => Cluster.Options.Protocol.ElectionTimeout;

    /// <summary>The cluster in the storm.</summary>
    public SimulatedCluster Cluster { get; }

    /// <summary>Commands that were acknowledged.</summary>
    public int Acknowledged => _callers.Acknowledged;

    /// <summary>How many reads of each consistency replicas have answered that were asked directly.</summary>
    public IReadOnlyList<int> Answered => _readers.Answered;

    /// <summary>Runs the storm, heals, and checks.</summary>
    /// <exception cref="SimulationFailedException">Something happened that must never happen.</exception>
    public void Run()
    {
        try
        {
            _callers.Start();
            _readers.Start();
            _faults.Start();
            _changes.Start();
            _handovers.Start();
            _world.Run(_plan.Length);
            _changes.Stop();
            _handovers.Stop();
            _readers.Stop();
            CheckLiveness();
            _faults.HealAll();
            if (!_world.Run(60_000 * Millisecond, () => _callers.Ended == _callers.Begun && _callers.Ended >= _plan.Calls))
            {
                throw new SimulationFailedException($"{_callers.Ended} of {_plan.Calls} calls have ended a minute after the storm.");
            }

            _callers.Check();
            CheckReplicasMeet();
            CheckDifferencesAreFound();
        }
        catch (Exception e) when (e is not SimulationFailedException)
        {
            throw new SimulationFailedException(e.Message, e);
        }
    }

    /// <summary>
    /// Once a quorum is healed for good, the others staying faulty: a leader within 10 T, what is pending and a new command
    /// within 30 T, and afterwards about one ballot a T at most.
    /// </summary>
    private void CheckLiveness()
    {
        var healed = _faults.HealQuorum(_changes.IsUnderWay);
        var who = string.Join(", ", healed);
        if (!_world.Run(10 * Timeout, () => Cluster.Leader is { } leader && leader.ChosenThrough > Slot.None))
        {
            throw new SimulationFailedException($"No leader within 10 T, with {who} healed.");
        }

        var pending = _callers.Pending();
        string? outcome = null;
        _callers.Probe(ended => outcome = ended);
        var ballots = Cluster.Observers.Ballots;
        var began = _world.Now;
        if (!_world.Run(20 * Timeout, () => outcome is not null && pending.All(p => p())))
        {
            throw new SimulationFailedException(
                $"Within 30 T of healing {who}, {pending.Count(p => !p())} calls that were pending have not ended, and a new one ended with {outcome ?? "nothing yet"}.");
        }

        if (outcome!.Length > 0)
        {
            throw new SimulationFailedException($"With {who} healed, a new call failed: {outcome}");
        }

        var took = (_world.Now - began) / Timeout;
        if (Cluster.Observers.Ballots - ballots > took + SpareBallots)
        {
            throw new SimulationFailedException($"With {who} healed, {Cluster.Observers.Ballots - ballots} ballots were used within {took} T.");
        }
    }

    /// <summary>
    /// All members that live have everything within 20 s, and one of them leads. Who is a member, the chosen slots say: who
    /// leads may have stood down a moment ago, when one that is back told of a higher promise (seeds 102843, 107397, 117787).
    /// </summary>
    private void CheckReplicasMeet()
    {
        var newest = Cluster.Newest.Slot;
        bool HaveMet() => Members().Any(r => r.Role == ReplicaRole.Leader) && Members().All(r => r.IsDead || r.AppliedThrough >= newest);
        if (!_world.Run(20_000 * Millisecond, HaveMet))
        {
            throw new SimulationFailedException(
                $"Not all replicas have applied slot {newest}: {string.Join(", ", Cluster.Replicas.Select(r => $"{r.Id} {r.AppliedThrough}"))}.");
        }
    }

    /// <summary>Within 20 s of that, no replica withholds reads, and whoever differs from the others knows it.</summary>
    private void CheckDifferencesAreFound()
    {
        bool AreFound() => Cluster.Observers.Quarantines.AreFound([.. Members().Where(r => r.IsUp)]);
        if (!_world.Run(20_000 * Millisecond, AreFound))
        {
            throw new SimulationFailedException(
                $"Replicas differ, and it is not found out who is right: {string.Join(", ", Cluster.Replicas.Select(r => $"{r.Id} {r.Serving}"))}.");
        }
    }

    private IEnumerable<SimulatedReplica> Members() => Cluster.Observers.Chosen.Configuration.Membership.Members.Select(m => Cluster[m.Id]);
}
