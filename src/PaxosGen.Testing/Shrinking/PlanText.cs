using System.Collections.Immutable;
using System.Globalization;
using PaxosGen.Testing.Storms;

namespace PaxosGen.Testing.Shrinking;

/// <summary>
/// What of a plan differs from the one that its seed draws, in words that fit on a command line:
/// <c>maxFaults=3,calls=2,off=Loss+Delay</c>.
/// </summary>
internal static class PlanText
{
    private const long Millisecond = 1_000_000;

    private static readonly (string Name, Func<StormPlan, long> Get, Func<StormPlan, long, StormPlan> With)[] Numbers =
    [
        ("replicas", p => p.Replicas, (p, n) => p with { Replicas = (int)n }),
        ("joiners", p => p.Joiners, (p, n) => p with { Joiners = (int)n }),
        ("changeEveryMs", p => p.ChangeEvery / Millisecond, (p, n) => p with { ChangeEvery = n * Millisecond }),
        ("clients", p => p.Clients, (p, n) => p with { Clients = (int)n }),
        ("callers", p => p.CallersEach, (p, n) => p with { CallersEach = (int)n }),
        ("calls", p => p.CallsEach, (p, n) => p with { CallsEach = (int)n }),
        ("ms", p => p.Length / Millisecond, (p, n) => p with { Length = n * Millisecond }),
        ("maxFaults", p => p.MaxFaults, (p, n) => p with { MaxFaults = n }),
    ];

    /// <summary>The words that make <paramref name="plan"/> of the plan of its seed; empty if it is that one.</summary>
    public static string Of(StormPlan plan)
    {
        var drawn = StormPlan.FromSeed(plan.Seed);
        var words = Numbers.Where(n => n.Get(plan) != n.Get(drawn))
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Name}={n.Get(plan)}")).ToList();
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
                [var name, var value] when Array.Find(Numbers, n => n.Name == name) is { With: { } with } => with(plan, Number(word, value)),
                _ => throw new FormatException($"'{word}' is no part of a plan: {string.Join(", ", Numbers.Select(n => $"{n.Name}=N"))} and off=KIND+KIND are."),
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
}
