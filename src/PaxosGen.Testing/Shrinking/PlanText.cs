using System.Collections.Immutable;
using System.Globalization;
using PaxosGen.Core;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Shrinking;

/// <summary>
/// What of a plan differs from the one that its seed draws, in words that fit on a command line:
/// <c>maxFaults=3,calls=2,off=Loss+Delay</c>.
/// </summary>
internal static class PlanText
{
    private const long Microsecond = 1_000;
    private const long Millisecond = 1_000_000;

    private static readonly Knob[] Knobs =
    [
        new("replicas", nameof(StormPlan.Replicas), p => p.Replicas, (p, n) => p with { Replicas = (int)n }),
        new("joiners", nameof(StormPlan.Joiners), p => p.Joiners, (p, n) => p with { Joiners = (int)n }),
        new("changeEveryMs", nameof(StormPlan.ChangeEvery), p => p.ChangeEvery, (p, n) => p with { ChangeEvery = n }, Millisecond),
        new("handoverEveryMs", nameof(StormPlan.HandoverEvery), p => p.HandoverEvery, (p, n) => p with { HandoverEvery = n }, Millisecond),
        new("readEveryMs", nameof(StormPlan.ReadEvery), p => p.ReadEvery, (p, n) => p with { ReadEvery = n }, Millisecond),
        new("stalenessMs", nameof(StormPlan.MaxStaleness), p => p.MaxStaleness, (p, n) => p with { MaxStaleness = n }, Millisecond),
        new("leaseMs", nameof(StormPlan.Lease), p => p.Lease, (p, n) => p with { Lease = n }, Millisecond),
        new("clockSpread", nameof(StormPlan.ClockSpread), p => p.ClockSpread, (p, n) => p with { ClockSpread = (int)n }),
        new("learning", nameof(StormPlan.Learning), p => (long)p.Learning, (p, n) => p with { Learning = (LearningMode)n }),
        new("clients", nameof(StormPlan.Clients), p => p.Clients, (p, n) => p with { Clients = (int)n }),
        new("callers", nameof(StormPlan.CallersEach), p => p.CallersEach, (p, n) => p with { CallersEach = (int)n }),
        new("calls", nameof(StormPlan.CallsEach), p => p.CallsEach, (p, n) => p with { CallsEach = (int)n }),
        new("pauseUs", nameof(StormPlan.MaxPause), p => p.MaxPause, (p, n) => p with { MaxPause = n }, Microsecond),
        new("ms", nameof(StormPlan.Length), p => p.Length, (p, n) => p with { Length = n }, Millisecond),
        new("maxFaults", nameof(StormPlan.MaxFaults), p => p.MaxFaults, (p, n) => p with { MaxFaults = n }),
        new("healRate", nameof(StormPlan.HealRate), p => p.HealRate, (p, n) => p with { HealRate = (int)n }),
        new("startRate", nameof(StormPlan.StartRate), p => p.StartRate, (p, n) => p with { StartRate = (int)n }),
        new("healsAll", nameof(StormPlan.HealsAll), p => p.HealsAll ? 1 : 0, (p, n) => p with { HealsAll = n != 0 }),
        new("minDelayUs", nameof(StormPlan.MinDelay), p => p.MinDelay, (p, n) => p with { MinDelay = n }, Microsecond),
        new("maxDelayUs", nameof(StormPlan.MaxDelay), p => p.MaxDelay, (p, n) => p with { MaxDelay = n }, Microsecond),
        new("freezeUs", nameof(StormPlan.MaxFreeze), p => p.MaxFreeze, (p, n) => p with { MaxFreeze = n }, Microsecond),
        new("syncUs", nameof(StormPlan.SyncTime), p => p.SyncTime, (p, n) => p with { SyncTime = n }, Microsecond),
        new("applyUs", nameof(StormPlan.ApplyTime), p => p.ApplyTime, (p, n) => p with { ApplyTime = n }, Microsecond),
        new("snapshotUs", nameof(StormPlan.SnapshotTime), p => p.SnapshotTime, (p, n) => p with { SnapshotTime = n }, Microsecond),
        new("snapshotEvery", nameof(StormPlan.SnapshotInterval), p => p.SnapshotInterval, (p, n) => p with { SnapshotInterval = (int)n }),
        new("keep", nameof(StormPlan.KeepBelowSnapshot), p => p.KeepBelowSnapshot, (p, n) => p with { KeepBelowSnapshot = (int)n }),
        new("messageBytes", nameof(StormPlan.MaxMessageBytes), p => p.MaxMessageBytes, (p, n) => p with { MaxMessageBytes = (int)n }),
        new("window", nameof(StormPlan.Window), p => p.Window, (p, n) => p with { Window = (int)n }),
        new("followerWindow", nameof(StormPlan.FollowerWindow), p => p.FollowerWindow, (p, n) => p with { FollowerWindow = (int)n }),
        new("applyWindow", nameof(StormPlan.ApplyWindow), p => p.ApplyWindow, (p, n) => p with { ApplyWindow = (int)n }),
        new("logLimit", nameof(StormPlan.LogLimit), p => p.LogLimit, (p, n) => p with { LogLimit = (int)n }),
        new("savesLive", nameof(StormPlan.SavesLive), p => p.SavesLive ? 1 : 0, (p, n) => p with { SavesLive = n != 0 }),
        new("logBytes", nameof(StormPlan.LogLimitBytes), p => p.LogLimitBytes, (p, n) => p with { LogLimitBytes = n }),
        new("snapshotBytes", nameof(StormPlan.SnapshotBytes), p => p.SnapshotBytes, (p, n) => p with { SnapshotBytes = n }),
        new("sessionWindow", nameof(StormPlan.SessionWindow), p => p.SessionWindow, (p, n) => p with { SessionWindow = (int)n }),
        new("segmentBytes", nameof(StormPlan.SegmentBytes), p => p.SegmentBytes, (p, n) => p with { SegmentBytes = (int)n }),
        new("chunkBytes", nameof(StormPlan.ChunkBytes), p => p.ChunkBytes, (p, n) => p with { ChunkBytes = (int)n }),
    ];

    /// <summary>The properties of a plan that there are words for.</summary>
    public static IEnumerable<string> Properties => [nameof(StormPlan.Disabled), .. Knobs.Select(k => k.Property)];

    /// <summary>The words that make <paramref name="plan"/> of the plan of its seed; empty if it is that one.</summary>
    public static string Of(StormPlan plan)
    {
        var drawn = StormPlan.FromSeed(plan.Seed);
        var words = Knobs.Where(k => k.ValueIn(plan) != k.ValueIn(drawn))
            .Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Name}={k.ValueIn(plan)}")).ToList();
        var off = plan.Disabled.Except(drawn.Disabled);
        if (!off.IsEmpty)
        {
            words.Add($"off={string.Join('+', off)}");
        }

        return string.Join(',', words);
    }

    /// <summary>Changes a plan as the words say.</summary>
    /// <exception cref="FormatException">They say nothing that is known; the message says what is wrong.</exception>
    public static StormPlan Apply(StormPlan plan, string words)
    {
        foreach (var word in words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            plan = word.Split('=') switch
            {
                ["off", var kinds] => plan with { Disabled = plan.Disabled.Union(kinds.Split('+').Select(Kind).ToImmutableSortedSet()) },
                [var name, var value] when Array.Find(Knobs, k => k.Name == name) is { } knob => knob.With(plan, Number(word, value)),
                _ => throw new FormatException($"'{word}' is no part of a plan: {string.Join(", ", Knobs.Select(k => $"{k.Name}=N"))} and off=KIND+KIND are."),
            };
        }

        return plan;
    }

    /// <summary>The command that runs a plan again.</summary>
    public static string Replay(StormPlan plan)
    {
        var words = Of(plan);
        return string.Create(CultureInfo.InvariantCulture, $"./dev sim {plan.Seed}{(words.Length == 0 ? "" : $" --plan \"{words}\"")}");
    }

    private static FaultKind Kind(string name) => Enum.TryParse<FaultKind>(name, out var kind) && Enum.IsDefined(kind) && !char.IsDigit(name[0])
        ? kind
        : throw new FormatException($"'{name}' is no kind of fault: {string.Join(", ", Enum.GetNames<FaultKind>())} are.");

    private static long Number(string word, string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue
        ? number
        : throw new FormatException($"'{value}' in '{word}' is no number that a plan can have.");

    /// <summary>A number of a plan, with a word for it.</summary>
    private sealed record Knob(string Name, string Property, Func<StormPlan, long> Get, Func<StormPlan, long, StormPlan> Set, long Unit = 1)
    {
        public long ValueIn(StormPlan plan) => Get(plan) / Unit;

        public StormPlan With(StormPlan plan, long value) => Set(plan, value * Unit);
    }
}
