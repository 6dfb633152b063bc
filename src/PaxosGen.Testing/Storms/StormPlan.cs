using System.Collections.Immutable;
using System.Globalization;
using PaxosGen.Core;

namespace PaxosGen.Testing.Storms;

/// <summary>
/// Everything that a seed decides about a storm. A plan runs the same way every time; a shrinker makes smaller ones of it
/// with <c>with</c>. Times in nanoseconds, rates in thousandths.
/// </summary>
internal sealed record StormPlan
{
    private const long Millisecond = 1_000_000;

    /// <summary>Two clocks that are each within 2 % of the right one are within the 5 % that a leader allows for.</summary>
    private const int MostSpread = 20;

    /// <summary>Seeds the streams of chance: network, faults, disks, clients and replicas have one each.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many replicas.</summary>
    public int Replicas { get; init; } = 3;

    /// <summary>How many replicas stand by to become members.</summary>
    public int Joiners { get; init; }

    /// <summary>About how often an operator changes the members; 0 for never.</summary>
    public long ChangeEvery { get; init; }

    /// <summary>About how often an operator has leadership handed over; 0 for never.</summary>
    public long HandoverEvery { get; init; }

    /// <summary>Whom acceptors tell of their votes.</summary>
    public LearningMode Learning { get; init; }

    /// <summary>Most slots that a leader sends to a voter that does not answer.</summary>
    public int FollowerWindow { get; init; } = 4096;

    /// <summary>How long an acknowledged heartbeat binds a voter when the cluster is born; 0 without leases.</summary>
    public long Lease { get; init; }

    /// <summary>How much clocks may differ from the right rate all the time, in thousandths; two may differ by twice as much.</summary>
    public int ClockSpread { get; init; }

    /// <summary>About how often each replica is asked directly, with any consistency; 0 for never.</summary>
    public long ReadEvery { get; init; }

    /// <summary>How long ago the state that answers a bounded-stale read must have been current.</summary>
    public long MaxStaleness { get; init; } = 1_000 * Millisecond;

    /// <summary>How many clients.</summary>
    public int Clients { get; init; } = 4;

    /// <summary>How many callers share a client; each makes one call after the other.</summary>
    public int CallersEach { get; init; } = 3;

    /// <summary>How many calls each caller makes.</summary>
    public int CallsEach { get; init; } = 10;

    /// <summary>Longest pause of a caller between two calls.</summary>
    public long MaxPause { get; init; } = 400 * Millisecond;

    /// <summary>How long faults are injected.</summary>
    public long Length { get; init; } = 20_000 * Millisecond;

    /// <summary>Faults after so many are not injected.</summary>
    public long MaxFaults { get; init; } = long.MaxValue;

    /// <summary>Kinds of faults that are not injected, whatever their rates.</summary>
    public ImmutableSortedSet<FaultKind> Disabled { get; init; } = [];

    /// <summary>
    /// How often each kind of fault is injected: of a thousand messages for what befalls messages, and otherwise of a
    /// thousand opportunities, which each replica, or the cluster, has every 100 ms. Kinds that are not there never are.
    /// </summary>
    public ImmutableSortedDictionary<FaultKind, int> Rates { get; init; } = ImmutableSortedDictionary<FaultKind, int>.Empty;

    /// <summary>How often all cuts are mended; of a thousand opportunities, one every 100 ms.</summary>
    public int HealRate { get; init; } = 100;

    /// <summary>How often a replica that is down starts; of a thousand opportunities, one every 100 ms.</summary>
    public int StartRate { get; init; } = 300;

    /// <summary>Whether all are healed after the storm; else a random quorum is, and the others stay faulty for good.</summary>
    public bool HealsAll { get; init; } = true;

    /// <summary>Shortest delay of a message that no fault befalls.</summary>
    public long MinDelay { get; init; } = Millisecond / 10;

    /// <summary>Longest delay of a message that no fault befalls.</summary>
    public long MaxDelay { get; init; } = 2 * Millisecond;

    /// <summary>Longest freeze.</summary>
    public long MaxFreeze { get; init; } = 2_000 * Millisecond;

    /// <summary>How long a sync takes on a good disk.</summary>
    public long SyncTime { get; init; } = Millisecond / 5;

    /// <summary>How long applying what was chosen in one turn takes on a good machine.</summary>
    public long ApplyTime { get; init; }

    /// <summary>How long a snapshot takes on a good machine.</summary>
    public long SnapshotTime { get; init; } = 5 * Millisecond;

    /// <summary>Snapshots are made at multiples of so many slots.</summary>
    public int SnapshotInterval { get; init; } = 50;

    /// <summary>Entries kept in the log below the newest snapshot.</summary>
    public int KeepBelowSnapshot { get; init; }

    /// <summary>About how many bytes of entries go into one message at most.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>Most slots that a leader has in flight.</summary>
    public int Window { get; init; } = 4096;

    /// <summary>Most slots that are chosen and not applied before a leader takes no more, and a follower wants a snapshot.</summary>
    public int ApplyWindow { get; init; } = 65_536;

    /// <summary>Bytes of entries after which a snapshot is made before its slot has come.</summary>
    public long SnapshotBytes { get; init; } = 64 << 20;

    /// <summary>Whether live states are saved for most snapshots; else all are made from the log.</summary>
    public bool SavesLive { get; init; } = true;

    /// <summary>Most bytes of entries in the log.</summary>
    public long LogLimitBytes { get; init; } = 1L << 30;

    /// <summary>Most slots in the log; as many as are kept for members that lag, at least.</summary>
    public int LogLimit { get; init; } = 1_000_000;

    /// <summary>Most calls of a session whose results are kept.</summary>
    public int SessionWindow { get; init; } = 64;

    /// <summary>Bytes of a log segment.</summary>
    public int SegmentBytes { get; init; } = 64 << 10;

    /// <summary>Bytes of a snapshot in one message.</summary>
    public int ChunkBytes { get; init; } = 256;

    /// <summary>All calls of all callers.</summary>
    public int Calls => Clients * CallersEach * CallsEach;

    /// <summary>The rate of a kind; 0 when it is disabled.</summary>
    public int RateOf(FaultKind kind) => Disabled.Contains(kind) ? 0 : Rates.GetValueOrDefault(kind);

    /// <summary>Whether clocks keep the bound that leases rest on. Where they do not, lease reads may be stale, and nothing else.</summary>
    public bool KeepsDriftBound => RateOf(FaultKind.ClockDrift) == 0 && RateOf(FaultKind.Deposition) == 0;

    /// <summary>Whether disks may lose what they have acknowledged.</summary>
    public bool DamagesDisks => RateOf(FaultKind.TornWrites) > 0 || RateOf(FaultKind.Rot) > 0 || RateOf(FaultKind.ForgottenVotes) > 0;

    /// <summary>The rate of the slowest clock there may be.</summary>
    public double SlowestClock => KeepsDriftBound ? 1 - (ClockSpread / 1000.0) : FaultSchedule.SlowestClock;

    /// <summary>
    /// The storm of a seed. Many kinds of faults are off in any one seed and the rest differ widely in their rates, since
    /// one kind can hide what another would show (Groce et al.: Swarm Testing, 2012).
    /// </summary>
    public static StormPlan FromSeed(ulong seed)
    {
        // A stream of its own, so that a plan with another seed inside stays what it is.
        var chance = new ReplicatedRandom(seed ^ 0x5357_4152_4D50_4C4E);
        var rates = ImmutableSortedDictionary.CreateBuilder<FaultKind, int>();
        DrawRates(Enum.GetValues<FaultKind>().Where(kind => kind <= FaultKind.LeadTransfer), chance, rates);

        // And one for kinds that came later: the storms of seeds that do not have them stay what they were.
        DrawRates(Enum.GetValues<FaultKind>().Where(kind => kind is > FaultKind.LeadTransfer and < FaultKind.SlowApplier), new ReplicatedRandom(seed ^ 0x4C41_5445_524B_494E), rates);
        var chanceOfAppliers = new ReplicatedRandom(seed ^ 0x534C_4F57_4150_0088);
        DrawRates([FaultKind.SlowApplier], chanceOfAppliers, rates);
        DrawRates([FaultKind.Contest], new ReplicatedRandom(seed ^ 0x434F_4E54_4553_0005), rates);
        DrawRates([FaultKind.LostAnswer], new ReplicatedRandom(seed ^ 0x414E_5357_4552_0006), rates);
        var (applyWindow, interval, isLogSmall) = (4 + chanceOfAppliers.Next(16), 2 + chanceOfAppliers.Next(5), chanceOfAppliers.Next(2) == 0);
        var diverges = rates.ContainsKey(FaultKind.Divergence);
        if (diverges)
        {
            // Who is quarantined sends nobody a snapshot. So the others must not lose what they have, nor leave.
            // And whoever goes on from a peer's snapshot does not differ any more.
            rates.RemoveRange(
                [FaultKind.TornWrites, FaultKind.Rot, FaultKind.ForgottenVotes, FaultKind.Replacement, FaultKind.Succession, FaultKind.SlowApplier, FaultKind.Contest]);
        }

        var isSlow = rates.ContainsKey(FaultKind.SlowApplier);

        // Where slots do not bound the log, its bytes do.
        var isBytes = isSlow && !isLogSmall && interval > 4;

        return new StormPlan
        {
            Seed = seed,
            Rates = rates.ToImmutable(),
            Replicas = chance.Next(8) switch { 0 => 7, 1 or 2 => 5, _ => 3 },
            Clients = 1 + chance.Next(5),
            CallersEach = 2 + chance.Next(3),
            CallsEach = 10 + chance.Next(30),
            MaxPause = (chance.Next(3) == 0 ? 40 : 300) * Millisecond,
            Length = (chance.Next(3) == 0 ? 4_000 : 12_000) * Millisecond,
            HealRate = 20 + chance.Next(200),
            StartRate = 50 + chance.Next(500),
            HealsAll = chance.Next(4) == 0,
            MaxDelay = chance.Next(5) switch { 0 => 200 * Millisecond, 1 => Millisecond / 5, _ => 2 * Millisecond },
            SyncTime = chance.Next(4) == 0 ? 5 * Millisecond : Millisecond / 5,
            ApplyTime = chance.Next(3) == 0 ? chance.NextInt64(20 * Millisecond) : 0,

            // A small log takes no more than snapshots make room for.
            SnapshotTime = Math.Min(chance.Next(2) == 0 ? chance.NextInt64(500 * Millisecond) : Millisecond, (isSlow ? 10 : 500) * Millisecond),
            SnapshotInterval = 4 + chance.Next(chance.Next(2) == 0 ? 6 : 60) is var drawn && isBytes ? 40 : isSlow ? interval : drawn,
            KeepBelowSnapshot = chance.Next(chance.Next(2) == 0 ? 1 : 20),
            MaxMessageBytes = chance.Next(2) == 0 ? 150 : 1 << 20,
            Window = chance.Next(2) == 0 ? 8 : 4096,
            Joiners = 1 + chance.Next(3),
            ChangeEvery = chance.Next(3) == 0 ? 0 : (200 + chance.NextInt64(3_000)) * (diverges ? 0 : Millisecond),
            HandoverEvery = chance.Next(2) == 0 ? 0 : (200 + chance.NextInt64(3_000)) * Millisecond,
            Learning = chance.Next(3) == 0 ? LearningMode.AllToAll : LearningMode.Leader,
            FollowerWindow = chance.Next(3) == 0 ? 1 + chance.Next(8) : 4096,

            // Safe whatever the election time-out of 500 ms, though replicas refuse to be started with a longer lease.
            Lease = chance.Next(2) == 0 ? 0 : chance.Next(3) switch { 0 => 500, 1 => 100 + chance.NextInt64(401), _ => 500 + chance.NextInt64(1_000) } * Millisecond,
            ClockSpread = chance.Next(2) == 0 ? 0 : chance.Next(MostSpread + 1),
            ReadEvery = chance.Next(4) == 0 ? 0 : (40 + chance.NextInt64(260)) * Millisecond,
            ApplyWindow = isSlow ? applyWindow : 65_536,
            LogLimit = isSlow && isLogSmall ? 1 : 1_000_000,
            SnapshotBytes = isBytes ? 400 : 64 << 20,
            SavesLive = new ReplicatedRandom(seed ^ 0x4C49_5645_5341_0007).Next(3) > 0,
            LogLimitBytes = isBytes ? 8_000 : 1L << 30,
            MaxStaleness = (1 + (chance.Next(2) * chance.NextInt64(1_500))) * Millisecond,
        };
    }

    /// <summary>The plan on a few lines.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {Replicas} replicas, {Clients} x {CallersEach} callers x {CallsEach} calls, {Length / 1e9:F1} s, heals {(HealsAll ? "all" : "a quorum")}, "
        + $"delay {MinDelay / 1e6:F1}..{MaxDelay / 1e6:F1} ms, sync {SyncTime / 1e6:F1} ms, snapshots every {SnapshotInterval}{(SavesLive ? "" : " from the log")}, keep {KeepBelowSnapshot}, "
        + $"lease {Lease / 1e6:F0} ms, clocks within {ClockSpread} per mille, direct reads every {ReadEvery / 1e6:F0} ms of what was current {MaxStaleness / 1e6:F0} ms before, "
        + $"messages of {MaxMessageBytes}, window {Window}, {FollowerWindow} a follower, {ApplyWindow} to apply, log of {LogLimit} and {LogLimitBytes} bytes, votes go to {(Learning == LearningMode.AllToAll ? "all" : "the leader")}\n"
        + $"faults per mille: {string.Join(", ", Rates.Where(r => !Disabled.Contains(r.Key)).Select(r => $"{r.Key} {r.Value}"))}"
        + $"{(MaxFaults == long.MaxValue ? "" : $"; at most {MaxFaults}")}");

    private static void DrawRates(IEnumerable<FaultKind> kinds, ReplicatedRandom chance, ImmutableSortedDictionary<FaultKind, int>.Builder rates)
    {
        foreach (var kind in kinds)
        {
            var (highest, on) = (HighestRateOf(kind), chance.Next(100));
            var rate = 1 + chance.Next(1 + chance.Next(highest));
            if (highest > 0 && on < ShareOf(kind))
            {
                rates.Add(kind, rate);
            }
        }
    }

    /// <summary>In how many of a hundred seeds a kind happens.</summary>
    private static int ShareOf(FaultKind kind) => kind switch
    {
        FaultKind.Loss or FaultKind.Duplication or FaultKind.Reordering => 50,
        FaultKind.Crash or FaultKind.CrashBetweenEffects or FaultKind.CrashAtDisk or FaultKind.TornWrites => 35,
        FaultKind.Succession or FaultKind.Restart => 35,

        // Seldom, since lease reads are not checked with them.
        FaultKind.ClockDrift or FaultKind.Deposition => 12,
        FaultKind.Rot or FaultKind.DiskError or FaultKind.FullDisk => 15,
        FaultKind.Divergence or FaultKind.SlowApplier => 10,
        FaultKind.Contest => 25,
        FaultKind.LostAnswer => 15,
        _ => 20,
    };

    private static int HighestRateOf(FaultKind kind) => kind switch
    {
        FaultKind.Loss or FaultKind.Duplication or FaultKind.Reordering => 250,
        FaultKind.Delay => 30,
        FaultKind.Corruption => 100,
        FaultKind.Isolation or FaultKind.Split or FaultKind.PartialCut or FaultKind.OneWayCut => 60,
        FaultKind.Flapping or FaultKind.Deposition or FaultKind.Succession or FaultKind.Restart => 30,
        FaultKind.Crash or FaultKind.CrashBetweenEffects or FaultKind.CrashAtDisk or FaultKind.Kill => 60,
        FaultKind.CrashOfAll or FaultKind.Absence => 15,
        FaultKind.TornWrites => 1000,
        FaultKind.Freeze or FaultKind.FreezeBeforeAnswer or FaultKind.SlowDisk or FaultKind.SlowNode or FaultKind.SlowApplier => 40,
        FaultKind.DiskError or FaultKind.FullDisk => 30,
        FaultKind.Rot => 300,
        FaultKind.ClockStep or FaultKind.ClockDrift => 150,
        FaultKind.ForcedSnapshot => 100,
        FaultKind.LeadTransfer => 150,
        FaultKind.LateRequest => 200,
        FaultKind.ForgottenVotes or FaultKind.Replacement or FaultKind.Divergence => 60,
        FaultKind.Contest => 150,
        FaultKind.LostAnswer => 500,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
