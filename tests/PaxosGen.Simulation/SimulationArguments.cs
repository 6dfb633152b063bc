using System.Globalization;
using PaxosGen.Testing.Shrinking;
using PaxosGen.Testing.Storms;
using PaxosGen.Testing.Tracing;

namespace PaxosGen.Simulation;

/// <summary>What somebody wants to be simulated.</summary>
internal sealed record SimulationArguments
{
    /// <summary>What the program says when it does not understand.</summary>
    public const string Usage = """
        SEED [--plan WORDS] [--trace FILE] [--only FILTER] [--html FILE] [--no-shrink]
            Runs one seed. If it fails, shrinks it, prints the story of the failure and draws it.
            --plan WORDS   what differs from the plan of the seed, for example maxFaults=3,calls=2,off=Loss+Delay
            --trace FILE   writes all that happened, one event a line; - for the output
            --only FILTER  of the trace only this: replica=2,kind=Accept,slot=17,from=MS,until=MS
            --html FILE    where the diagram goes; artifacts/sim/seed-SEED.html unless given
            --no-shrink    leaves a failing plan as it is
        --seeds N [--from M] [--threads N] [--keep-going]
            Runs N seeds from M, or 1, on; on all cores, until one fails, or all with --keep-going.
        --hash SEED [SEED...]
            Prints the hash of all that happens in a seed: the same on every machine.
        """;

    /// <summary>The seeds to run, or to hash.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Whether hashes are wanted.</summary>
    public bool IsHash { get; init; }

    /// <summary>How many seeds to run; 0 for the one that is given.</summary>
    public ulong Count { get; init; }

    /// <summary>The first of many seeds.</summary>
    public ulong From { get; init; } = 1;

    /// <summary>How many run at the same time.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether many seeds go on after a failure.</summary>
    public bool KeepsGoing { get; init; }

    /// <summary>What differs from the plan of the seed.</summary>
    public string Plan { get; init; } = "";

    /// <summary>Where the trace goes; empty for nowhere.</summary>
    public string TraceFile { get; init; } = "";

    /// <summary>What of the trace is wanted.</summary>
    public TraceFilter Only { get; init; } = new();

    /// <summary>Where the diagram goes; empty for where it goes without being asked.</summary>
    public string HtmlFile { get; init; } = "";

    /// <summary>Whether a failing plan is shrunk.</summary>
    public bool Shrinks { get; init; } = true;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It makes no sense; the message says why.</exception>
    public static SimulationArguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new SimulationArguments();
        var seeds = new List<ulong>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            arguments = word switch
            {
                "--seeds" => arguments with { Count = Positive(word, Next()) },
                "--from" => arguments with { From = Number(word, Next()) },
                "--threads" => arguments with { Threads = (int)Math.Min(1024, Positive(word, Next())) },
                "--keep-going" => arguments with { KeepsGoing = true },
                "--hash" => arguments with { IsHash = true },
                "--plan" => arguments with { Plan = Next() },
                "--trace" => arguments with { TraceFile = Next() },
                "--only" => arguments with { Only = TraceFilter.Parse(Next()) },
                "--html" => arguments with { HtmlFile = Next() },
                "--no-shrink" => arguments with { Shrinks = false },
                _ when word.StartsWith('-') => throw new FormatException($"'{word}' is not known."),
                _ => WithSeed(Number("a seed", word)),
            };

            string Next() => ++i < words.Count ? words[i] : throw new FormatException($"{word} needs a value after it.");

            SimulationArguments WithSeed(ulong seed)
            {
                seeds.Add(seed);
                return arguments;
            }
        }

        return Checked(arguments with { Seeds = seeds });
    }

    private static SimulationArguments Checked(SimulationArguments arguments)
    {
        var isOne = arguments.Count == 0 && !arguments.IsHash;
        if (arguments.Count > 0 && (arguments.Seeds.Count > 0 || arguments.IsHash))
        {
            throw new FormatException("--seeds runs many seeds; it takes no single one and gives no hash.");
        }

        if (arguments.Count == 0 && arguments.Seeds.Count == 0)
        {
            throw new FormatException("A seed is missing, or --seeds with how many.");
        }

        if (isOne && arguments.Seeds.Count > 1)
        {
            throw new FormatException("One seed is run at a time; --seeds runs many.");
        }

        if (!isOne && (arguments.Plan.Length > 0 || arguments.TraceFile.Length > 0 || arguments.HtmlFile.Length > 0))
        {
            throw new FormatException("--plan, --trace and --html are for one seed.");
        }

        // A plan that makes no sense is found before anything runs.
        PlanText.Apply(new StormPlan(), arguments.Plan);
        return arguments;
    }

    private static ulong Positive(string name, string text) =>
        Number(name, text) is > 0 and var number ? number : throw new FormatException($"{name} must be at least 1.");

    private static ulong Number(string name, string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"'{text}' is no number for {name}.");
}
