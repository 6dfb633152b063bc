using BankSample.Certificates;
using BankSample.Commands;
using PaxosGen.Transport;

namespace BankSample.Ledger;

/// <summary>What the command line of <c>replay</c> asks for.</summary>
internal sealed record ReplayArguments
{
    public const string Usage = """
        usage: Bank replay FILE.csv [--cluster HOST:PORT,...] [--concurrency N] [--report FILE.json] [--shared]
                                    [--tls DIR]

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
          --tls DIR        the replicas of --cluster authenticate: with ca.pem and client.pem of DIR,
                           which 'Bank certificates' makes
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

    /// <summary>The client's certificate; null without TLS.</summary>
    public CertificateFolder? Tls { get; private init; }

    /// <summary>Only tells how to use it.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads what follows <c>replay</c>.</summary>
    /// <exception cref="MisuseException">It makes no sense.</exception>
    public static ReplayArguments Parse(string[] words)
    {
        var line = CommandLine.Parse(words, Usage, ["--cluster", "--concurrency", "--report", "--tls"], ["--shared"], takesOperands: true);
        if (line.Help)
        {
            return new ReplayArguments { Help = true };
        }

        var arguments = new ReplayArguments
        {
            File = line.Operands switch
            {
                [] => throw line.Misuse("which ledger? Give a CSV file."),
                [""] => throw line.Misuse("the ledger's name is empty."),
                [var file] => file,
                [_, var second, ..] => throw line.Misuse($"one ledger at a time: '{second}' is one too many."),
            },
            Cluster = line.Find("--cluster")?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            Concurrency = line.Number("--concurrency", 1, MaxConcurrency) ?? 1,
            Report = line.Find("--report"),
            Shared = line.Has("--shared"),
            Tls = line.Certificates("--tls", static folder => folder.Client),
        };
        return arguments.WhyNot() is { } problem ? throw line.Misuse(problem) : arguments;
    }

    private string? WhyNot() => Cluster.FirstOrDefault(address => HostPort.TryParse(address) is not { Port: > 0 }) is { } bad
        ? $"--cluster {string.Join(',', Cluster)}: '{bad}' is no address; write host:port,host:port, for example 127.0.0.1:7101,127.0.0.1:7102."
        : Shared && Cluster.Count == 0 ? "--shared goes with --cluster: nobody else uses the replicas of this process."
        : Tls is not null && Cluster.Count == 0 ? "--tls goes with --cluster: the replicas of this process talk to nobody else."
        : Report is not null && Path.GetFullPath(Report) == Path.GetFullPath(File) ? "--report would overwrite the ledger."
        : null;
}
