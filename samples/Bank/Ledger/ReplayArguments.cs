using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PaxosGen.Transport;

namespace BankSample.Ledger;

/// <summary>What the command line of <c>replay</c> asks for.</summary>
internal sealed record ReplayArguments
{
    public const string Usage = """
        usage: Bank replay FILE.csv [--cluster HOST:PORT,...] [--concurrency N] [--report FILE.json] [--shared]

          Sends a ledger through a bank: CSV in UTF-8 with the header kind,account,to,amount, where
          kind is deposit, withdraw or transfer. Bad lines are reported with their number and skipped.
          At the end every account must hold what the approved lines say.

          --cluster LIST   replicas of the bank, as host:port,host:port (what they --listen on); without
                           it three replicas run in this process, in a temporary folder
          --concurrency N  calls in flight, from 1 to 4096. With 1, which is the default, lines are
                           applied strictly in order; with more, lines may overtake each other
          --report FILE    also writes counts, rejected lines and all balances of the bank as JSON
          --shared         others move money in the ledger's accounts meanwhile: then balances that
                           this ledger does not explain are reported and are no failure
          --help           this text

          Exit code: 0 all lines answered and money conserved, 1 failure, 2 misuse, 130 stopped.
        """;

    /// <summary>Most calls in flight: the window of a session.</summary>
    public const int MaxConcurrency = 4096;

    /// <summary>The ledger.</summary>
    public string File { get; private init; } = "";

    /// <summary>Addresses of replicas; empty to start some.</summary>
    public IReadOnlyList<string> Cluster { get; private init; } = [];

    /// <summary>Calls in flight.</summary>
    public int Concurrency { get; private init; } = 1;

    /// <summary>Where to write the outcome as JSON; null for nowhere.</summary>
    public string? Report { get; private init; }

    /// <summary>Others move money in the same accounts.</summary>
    public bool Shared { get; private init; }

    /// <summary>Only tells how to use it.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads what follows <c>replay</c>.</summary>
    /// <returns>Whether it makes sense; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out ReplayArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        (arguments, problem) = (new ReplayArguments(), null);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            if (!args[i].StartsWith('-'))
            {
                problem = arguments.File.Length > 0 ? $"one ledger at a time: '{args[i]}' is one too many." : args[i].Length == 0 ? "the ledger's name is empty." : null;
                arguments = arguments with { File = args[i] };
                continue;
            }

            var (option, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (option is "--help" or "-h" or "-?")
            {
                arguments = arguments with { Help = true };
            }
            else if (option is not ("--cluster" or "--concurrency" or "--report" or "--shared"))
            {
                problem = $"'{args[i]}' is no option of replay.";
            }
            else if (!seen.Add(option))
            {
                problem = $"{option} is given twice.";
            }
            else if (option is "--shared")
            {
                problem = value is null ? null : "--shared takes no value.";
                arguments = arguments with { Shared = true };
            }
            else if ((value ??= i + 1 < args.Length ? args[++i] : "") is "" || value.StartsWith("--", StringComparison.Ordinal))
            {
                problem = $"{option} needs a value.";
            }
            else
            {
                problem = arguments.Set(option, value, out arguments);
            }
        }

        problem ??= arguments.Help ? null : arguments.WhyNot();
        return problem is null;
    }

    private string? Set(string option, string value, out ReplayArguments changed)
    {
        changed = this;
        switch (option)
        {
            case "--cluster":
                var addresses = value.Split(',', StringSplitOptions.TrimEntries);
                changed = this with { Cluster = addresses };
                return Array.Find(addresses, address => HostPort.TryParse(address) is not { Port: > 0 }) is { } bad
                    ? $"--cluster {value}: '{bad}' is no address; write host:port,host:port, for example 127.0.0.1:7101,127.0.0.1:7102."
                    : null;
            case "--concurrency":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var concurrency) || concurrency is < 1 or > MaxConcurrency)
                {
                    return $"--concurrency {value}: give a whole number from 1 to {MaxConcurrency}.";
                }

                changed = this with { Concurrency = concurrency };
                return null;
            default:
                changed = this with { Report = value };
                return null;
        }
    }

    private string? WhyNot() => File.Length == 0 ? "which ledger? Give a CSV file."
        : Shared && Cluster.Count == 0 ? "--shared goes with --cluster: nobody else uses the replicas of this process."
        : Report is not null && Path.GetFullPath(Report) == Path.GetFullPath(File) ? "--report would overwrite the ledger."
        : null;
}
