using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Lets the faults of a plan happen: every 100 ms each kind has its chance, at each replica or once for the cluster, and
/// what is down or cut has its chance to come back. Each chance is drawn whether or not it is used, so that a kind that
/// is left out moves no other fault.
/// </summary>
internal sealed class FaultSchedule
{
    private const long Millisecond = 1_000_000;
    private const long Interval = 100 * Millisecond;
    private const int InputOutputError = 5;

    /// <summary>The rate of the slowest clock that any fault makes.</summary>
    public const double SlowestClock = 0.1;

    private static readonly FaultKind[] OfReplicas =
    [
        FaultKind.Crash, FaultKind.CrashBetweenEffects, FaultKind.CrashAtDisk, FaultKind.Kill, FaultKind.Absence, FaultKind.Freeze,
        FaultKind.SlowDisk, FaultKind.SlowNode, FaultKind.DiskError, FaultKind.FullDisk, FaultKind.Rot, FaultKind.ClockStep,
        FaultKind.ClockDrift, FaultKind.ForcedSnapshot, FaultKind.FreezeBeforeAnswer,
    ];

    private static readonly FaultKind[] OfTheCluster =
    [
        FaultKind.Isolation, FaultKind.Split, FaultKind.PartialCut, FaultKind.OneWayCut, FaultKind.Flapping, FaultKind.Deposition,
        FaultKind.CrashOfAll, FaultKind.LeadTransfer, FaultKind.Succession, FaultKind.Restart,
    ];

    /// <summary>These came later and have a stream of their own, so that they moved no other fault.</summary>
    private static readonly FaultKind[] OfTheClusterToo = [FaultKind.ForgottenVotes, FaultKind.Replacement];

    private static readonly FaultKind[] OfTheClusterAtLast = [FaultKind.Divergence];

    private static readonly FaultKind[] OfReplicasAtLast = [FaultKind.SlowApplier];

    private static readonly FaultKind[] Contended = [FaultKind.Contest];

    private static readonly FaultKind[] OfMessages =
        [FaultKind.Loss, FaultKind.Duplication, FaultKind.Reordering, FaultKind.Delay, FaultKind.Corruption];

    private readonly StormPlan _plan;
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorld _world;
    private readonly SimulatedNetwork _network;
    private readonly ReplicatedRandom _chance;
    private readonly ReplicatedRandom _chanceToo;
    private readonly ReplicatedRandom _chanceAtLast;
    private readonly ReplicatedRandom _chanceOfReplicasAtLast;
    private readonly ReplicatedRandom _chanceOfContests;
    private readonly Successions _successions;
    private readonly ForgottenVotes _forgottenVotes;
    private readonly Replacements _replacements;
    private readonly Divergences _divergences;
    private readonly Contests _contests;
    private readonly Dictionary<ReplicaId, long> _awayUntil = [];

    public FaultSchedule(StormPlan plan, SimulatedCluster cluster)
    {
        _plan = plan;
        _cluster = cluster;
        _world = cluster.World;
        _network = cluster.Network;
        _chance = _world.NewStream();
        _chanceToo = new ReplicatedRandom(plan.Seed ^ 0x544F_4F53_5452_4541);
        _chanceAtLast = new ReplicatedRandom(plan.Seed ^ 0x4449_5645_5247_4553);
        _chanceOfReplicasAtLast = new ReplicatedRandom(plan.Seed ^ 0x534C_4F57_4150_504C);
        _chanceOfContests = new ReplicatedRandom(plan.Seed ^ 0x434F_4E54_4553_5453);
        _divergences = new Divergences(cluster);
        _successions = new Successions(plan, cluster);
        _forgottenVotes = new ForgottenVotes(cluster);
        _replacements = new Replacements(plan, cluster);
        _contests = cluster.Contests;
        cluster.LateAccepts.IsOn = cluster.LateHeartbeats.IsOn = plan.RateOf(FaultKind.Delay) > 0 || plan.RateOf(FaultKind.Succession) > 0 || plan.RateOf(FaultKind.Contest) > 0;
        cluster.TearRate = plan.Rates.GetValueOrDefault(FaultKind.TornWrites);
        (_world.Faults.Max, _world.Faults.Disabled) = (plan.MaxFaults, plan.Disabled);
        _network.LongestDelay = cluster.LateRequests.LongestDelay = 10 * cluster.Options.Protocol.ElectionTimeout;
        cluster.LostAnswers.Rate = plan.Rates.GetValueOrDefault(FaultKind.LostAnswer);
        cluster.LateRequests.Rate = plan.Rates.GetValueOrDefault(FaultKind.LateRequest);
        foreach (var kind in OfMessages)
        {
            _network.SetRate(kind, plan.Rates.GetValueOrDefault(kind));
        }
    }

    /// <summary>Begins.</summary>
    public void Start() => Pass();

    /// <summary>
    /// Ends the faults of a random quorum, and of the links between its members, for good; the others stay faulty. Who may
    /// have forgotten votes, or is not enrolled, is not of the quorum: where there is none without them, all are healed, and
    /// also where the last voters may hold alone what ended their epoch, or others are to be the voters soon (seed 60224).
    /// </summary>
    /// <param name="isChangeUnderWay">Whether a leader may yet propose other voters, having been asked for them.</param>
    /// <returns>Those that are healed.</returns>
    public IReadOnlySet<ReplicaId> HealQuorum(bool isChangeUnderWay)
    {
        var configuration = _cluster.Observers.Chosen.Configuration;
        var able = _cluster.Replicas
            .Where(r => !r.IsDamaged && configuration.Membership.IsVoter(r.Id) && configuration.Stores.ContainsKey(r.Id)).Select(r => r.Id).ToList();
        var quorum = Math.Max(configuration.Membership.Phase1Quorum, configuration.Membership.Phase2Quorum);
        var isHandedOver = _cluster.Observers.Chosen.Through >= configuration.EpochStart && !_cluster.Observers.IsEpochEnding
            && !isChangeUnderWay && !_successions.IsChangeUnderWay && !_replacements.IsChangeUnderWay;
        if (_plan.HealsAll || able.Count < quorum || !isHandedOver || _divergences.MayDiffer)
        {
            HealAll();
            return _network.Healed;
        }

        while (able.Count > quorum)
        {
            able.RemoveAt(_chance.Next(able.Count));
        }

        // Nobody counts on a store whose enrolment nobody of them knows to be chosen (decision 003): seed 9145.
        var known = able.Max(id => _cluster[id].ChosenThrough);
        if (!able.All(_cluster.Observers.Chosen.Before(known.Next).Stores.ContainsKey))
        {
            HealAll();
            return _network.Healed;
        }

        Heal(able);
        return _network.Healed;
    }

    /// <summary>Ends all faults and mends what they did. Who is dead stays dead.</summary>
    public void HealAll()
    {
        _world.Faults.IsOver = true;
        _network.Heal();
        Heal([.. _cluster.Replicas.Select(r => r.Id)]);
    }

    private void Heal(List<ReplicaId> healed)
    {
        _world.Tell($"healed: {string.Join(", ", healed)}");
        _network.Healed = healed.ToHashSet();
        _network.MaxDelay = Math.Min(_network.MaxDelay, 2 * Millisecond);
        foreach (var replica in _cluster.Replicas.Where(r => healed.Contains(r.Id)))
        {
            replica.Mend();
            (replica.SyncTime, replica.ApplyTime) = (Math.Min(replica.SyncTime, 2 * Millisecond), Math.Min(replica.ApplyTime, 2 * Millisecond));
            if (!replica.IsUp)
            {
                replica.Start();
            }
        }
    }

    private void Pass()
    {
        if (_world.Faults.IsOver)
        {
            return;
        }

        foreach (var replica in _cluster.Replicas)
        {
            BefallEach(OfReplicas, _chance, (kind, how) => Befall(replica, kind, how));
            BefallEach(OfReplicasAtLast, _chanceOfReplicasAtLast, (kind, how) => Befall(replica, kind, how));
            if (Draw(_chance, _plan.StartRate).IsDue && !replica.IsUp && _world.Now >= _awayUntil.GetValueOrDefault(replica.Id))
            {
                replica.Start();
            }
        }

        BefallEach(OfTheCluster, _chance, Befall);
        BefallEach(OfTheClusterToo, _chanceToo, Befall);
        BefallEach(OfTheClusterAtLast, _chanceAtLast, Befall);
        BefallEach(Contended, _chanceOfContests, Befall);

        if (Draw(_chance, _plan.HealRate).IsDue)
        {
            _network.Mend();
        }

        _world.After(Interval, Pass);
    }

    private void BefallEach(FaultKind[] kinds, ReplicatedRandom chance, Action<FaultKind, ulong> befall)
    {
        foreach (var kind in kinds)
        {
            var (isDue, how) = Draw(chance, _plan.Rates.GetValueOrDefault(kind));
            if (isDue)
            {
                befall(kind, how);
            }
        }
    }

    private void Befall(SimulatedReplica replica, FaultKind kind, ulong how)
    {
        // What rots, rots while nobody looks.
        var canHappen = kind == FaultKind.Rot ? !replica.IsUp && _cluster.MayDamage(replica) : replica.IsUp;
        if (!canHappen || _network.Healed.Contains(replica.Id) || !_world.Faults.Inject(kind, replica.Id))
        {
            return;
        }

        var most = (long)(how % 3_000) * Millisecond;
        var little = (long)(how >> 32) % (30 * Millisecond);
        switch (kind)
        {
            case FaultKind.Crash:
                replica.Crash();
                break;
            case FaultKind.CrashBetweenEffects:
                replica.CrashAfterEffects(1 + (int)(how % 30));
                break;
            case FaultKind.CrashAtDisk:
                replica.Disk.FailPowerAt(replica.Disk.Operations + 1 + (long)(how % 8));
                break;
            case FaultKind.Kill:
                replica.Kill();
                break;
            case FaultKind.Absence:
                replica.Crash();
                _awayUntil[replica.Id] = _world.Now + 4 * most;
                break;
            case FaultKind.Freeze:
                replica.Freeze((long)(how % (ulong)_plan.MaxFreeze));
                break;
            case FaultKind.FreezeBeforeAnswer:
                replica.FreezeBeforeAnswer(1 + (long)(how % (ulong)_plan.MaxFreeze));
                break;
            case FaultKind.SlowDisk:
                replica.SlowDisk(little, most);
                break;
            case FaultKind.SlowNode:
                replica.SlowNode(little, most);
                break;
            case FaultKind.SlowApplier:
                replica.SlowApplier(100 * little, 3 * most);
                break;
            case FaultKind.DiskError:
                replica.Disk.FailAt(replica.Disk.Operations + 1 + (long)(how % 8), InputOutputError);
                break;
            case FaultKind.FullDisk:
                replica.Disk.IsFull = true;
                _world.After(most, () => replica.Disk.IsFull = false);
                break;
            case FaultKind.Rot:
                replica.Rot(how);
                break;
            case FaultKind.ClockStep:
                replica.StepClock((IsBit(how, 63) ? 1 : -1) * (IsBit(how, 62) && IsBit(how, 61) ? 2_000 : 1) * most);
                break;
            case FaultKind.ClockDrift:
                replica.ClockRate = (how % 6) switch { 0 => SlowestClock, 1 => 0.5, 2 => 1.001, 3 => 0.98, 4 => 1, _ => 2 };
                break;
            case FaultKind.ForcedSnapshot:
                replica.ForceSnapshot();
                break;
        }
    }

    private void Befall(FaultKind kind, ulong how)
    {
        if (kind is FaultKind.Deposition or FaultKind.LeadTransfer && (_cluster.Leader is not { } deposed || _network.Healed.Contains(deposed.Id)))
        {
            return;
        }

        if ((kind == FaultKind.ForgottenVotes && !_forgottenVotes.CanStart) || (kind == FaultKind.Replacement && !_replacements.CanStart)
            || (kind == FaultKind.Divergence && !_divergences.CanStart) || (kind == FaultKind.Contest && !_contests.CanStart))
        {
            return;
        }

        if (!_world.Faults.Inject(kind, ReplicaId.None))
        {
            return;
        }

        var replicas = _cluster.Replicas.Select(r => r.Id).ToArray();
        var one = replicas[how % (ulong)replicas.Length];
        switch (kind)
        {
            case FaultKind.Isolation:
                Array.ForEach(replicas, other => Cut(one, other, both: true));
                break;
            case FaultKind.Split:
                CutPairs(replicas, (a, b) => IsBit(how, a.Value) != IsBit(how, b.Value));
                break;
            case FaultKind.PartialCut:
                CutPairs(replicas, (a, b) => IsBit(how, a.Value * 8 + b.Value));
                break;
            case FaultKind.OneWayCut:
                Array.ForEach(replicas, other => Cut(IsBit(how, 60) ? one : other, IsBit(how, 60) ? other : one, both: false));
                break;
            case FaultKind.Flapping:
                Flap(one, replicas[(how >> 8) % (ulong)replicas.Length], 1 + (long)((how >> 16) % 100) * Millisecond, (int)((how >> 32) % 50));
                break;
            case FaultKind.Deposition:
                // Nobody hears it, and by its clock it takes long until it notices.
                _cluster.Leader!.ClockRate = SlowestClock;
                Array.ForEach(replicas, other => Cut(_cluster.Leader.Id, other, both: true));
                break;
            case FaultKind.Succession:
                _successions.Start(how);
                break;
            case FaultKind.ForgottenVotes:
                _forgottenVotes.Start(how);
                break;
            case FaultKind.Replacement:
                _replacements.Start(how);
                break;
            case FaultKind.Divergence:
                _divergences.Start(how);
                break;
            case FaultKind.Contest:
                _contests.Start(how);
                break;
            case FaultKind.Restart:
                var spared = IsBit(how, 60) ? _cluster.Leader?.Id : null;
                Restart(id => spared is null ? IsBit(how, id.Value) : id != spared, isCut: IsBit(how, 61));
                break;
            case FaultKind.LeadTransfer:
                _cluster.Leader!.TransferLead(one, _ => { });
                break;
            case FaultKind.CrashOfAll:
                foreach (var replica in _cluster.Replicas.Where(r => r.IsUp && !_network.Healed.Contains(r.Id)))
                {
                    if (IsBit(how, replica.Id.Value))
                    {
                        replica.Crash();
                    }
                    else
                    {
                        replica.Kill();
                    }
                }

                break;
        }
    }

    private static (bool IsDue, ulong How) Draw(ReplicatedRandom chance, int rate) => ((int)(chance.NextUInt64() % 1000) < rate, chance.NextUInt64());

    private static bool IsBit(ulong bits, int bit) => (bits >> (bit & 63) & 1) != 0;

    private void CutPairs(ReplicaId[] replicas, Func<ReplicaId, ReplicaId, bool> isCut)
    {
        foreach (var a in replicas)
        {
            foreach (var b in replicas.Where(b => b != a && isCut(a, b)))
            {
                Cut(a, b, both: false);
            }
        }
    }

    private void Cut(ReplicaId from, ReplicaId to, bool both)
    {
        if (from == to)
        {
            return;
        }

        _network.Cut(from, to);
        if (both)
        {
            _network.Cut(to, from);
        }
    }

    /// <summary>As when the power of a rack fails for a moment: its machines are back at once, its switch perhaps later.</summary>
    private void Restart(Func<ReplicaId, bool> isInRack, bool isCut)
    {
        foreach (var replica in _cluster.Replicas.Where(r => r.IsUp && isInRack(r.Id) && !_network.Healed.Contains(r.Id)))
        {
            replica.Kill();
            replica.Start();
        }

        if (isCut)
        {
            CutPairs([.. _cluster.Replicas.Select(r => r.Id)], (a, b) => isInRack(a) != isInRack(b));
        }
    }

    private void Flap(ReplicaId a, ReplicaId b, long period, int times)
    {
        if (a == b || times == 0 || _world.Faults.IsOver)
        {
            return;
        }

        Cut(a, b, both: true);
        _world.After(period, () =>
        {
            _network.Mend(a, b);
            _network.Mend(b, a);
            _world.After(period, () => Flap(a, b, period, times - 1));
        });
    }
}
