using System.Net;

namespace BankSample.Commands;

/// <summary>What <c>serve</c> is asked for.</summary>
internal sealed record ServeArguments
{
    public const string Usage = """
        usage: Bank serve --id N --data DIR --http HOST:PORT --members 1=HOST:PORT,2=HOST:PORT,...
                          [--bootstrap] [--listen HOST:PORT] [--name NAME]
                          [--election-timeout MS] [--snapshot-interval N] [--lease MS]
                          [--max-staleness MS]

          One replica of many, each in its own process, with a web API of its own.

          --id N                   which of the members this replica is
          --data DIR               its folder; nobody else's
          --http HOST:PORT         where its web API listens: a loopback address, port 0 for any
                                   free port
          --members LIST           every member with the address where the others dial it, this
                                   one included; the same list for all. Decides who the members
                                   are when DIR is empty, later it may only change addresses
          --bootstrap              allows an empty DIR to become a member of a new cluster. May
                                   stay on: it does nothing to a DIR that holds a replica
          --listen HOST:PORT       where to listen for members and clients: a loopback address;
                                   the member's own address without it
          --name NAME              the cluster's name, the same for all members: 'default'
                                   without it
          --election-timeout MS    a leader that was not heard for so many milliseconds is
                                   replaced: 50 to 60000, 500 without it
          --snapshot-interval N    a snapshot every N slots; decided when the cluster is born,
                                   50000 without it
          --lease MS               for so many milliseconds who has heard from a leader lets no
                                   other lead, and reads with consistency=lease need no round
                                   trip; a fifth of the election timeout to all of it. Part of
                                   the cluster's identity, the same for all members: no leases
                                   without it
          --max-staleness MS       how old the answers to reads with consistency=bounded may be:
                                   1 to 86400000, 1000 without it
          --help                   this text

        Exit codes: 0 stopped by Ctrl+C or SIGTERM, 1 could not start or go on, 2 wrong command line.
        """;

    private static readonly string[] Options =
        ["--id", "--data", "--http", "--members", "--listen", "--name", "--election-timeout", "--snapshot-interval", "--lease", "--max-staleness"];

    /// <summary>Only tells how to use it.</summary>
    public bool Help { get; private init; }

    /// <summary>Which of the members this replica is.</summary>
    public int Id { get; private init; }

    /// <summary>Its folder.</summary>
    public string DataDirectory { get; private init; } = "";

    /// <summary>Where its web API listens.</summary>
    public IPEndPoint Http { get; private init; } = new(IPAddress.Loopback, 0);

    /// <summary>Every member's address by id.</summary>
    public IReadOnlyDictionary<int, string> Members { get; private init; } = new Dictionary<int, string>();

    /// <summary>Allows an empty folder.</summary>
    public bool Bootstrap { get; private init; }

    /// <summary>Where to listen for members and clients; null for the member's own address.</summary>
    public string? Listen { get; private init; }

    /// <summary>The cluster's name; null for the default.</summary>
    public string? Name { get; private init; }

    /// <summary>Milliseconds without a leader; null for the default.</summary>
    public int? ElectionTimeout { get; private init; }

    /// <summary>Slots between snapshots; null for the default.</summary>
    public int? SnapshotInterval { get; private init; }

    /// <summary>Milliseconds for which a voter that heard from the leader lets no other lead; null for no leases.</summary>
    public int? Lease { get; private init; }

    /// <summary>Milliseconds that a bounded-stale answer may be old; null for the default.</summary>
    public int? MaxStaleness { get; private init; }

    /// <summary>Reads the words behind <c>serve</c>.</summary>
    /// <exception cref="MisuseException">They make no sense; says why.</exception>
    public static ServeArguments Parse(string[] words)
    {
        var line = CommandLine.Parse(words, Usage, Options, ["--bootstrap"]);
        if (line.Help)
        {
            return new ServeArguments { Help = true };
        }

        line.Require("--id");
        var arguments = new ServeArguments
        {
            Id = line.Number("--id", 1, int.MaxValue)!.Value,
            DataDirectory = Path.GetFullPath(line.Require("--data")),
            Members = ParseMembers(line),
            Bootstrap = line.Has("--bootstrap"),
            Listen = line.Find("--listen") is not { } listen ? null
                : MemberList.ParseAddress(listen) ?? throw line.Misuse($"--listen {listen} is no address; {MemberList.AddressForm}"),
            Name = line.Find("--name"),
            ElectionTimeout = line.Number("--election-timeout", 50, 60_000),
            SnapshotInterval = line.Number("--snapshot-interval", 1, int.MaxValue),
            Lease = line.Number("--lease", 1, 60_000),
            MaxStaleness = line.Number("--max-staleness", 1, 86_400_000),
        };
        line.Require("--http");
        arguments = arguments with { Http = line.Http("--http")! };
        return arguments.Contradiction() is { } why ? throw line.Misuse(why) : arguments;
    }

    private static SortedDictionary<int, string> ParseMembers(CommandLine line)
    {
        try
        {
            return MemberList.Parse(line.Require("--members"));
        }
        catch (FormatException e)
        {
            throw line.Misuse($"--members: {e.Message}");
        }
    }

    private string? Contradiction()
    {
        if (!Members.TryGetValue(Id, out _))
        {
            return $"--id {Id} is not in --members, which names {string.Join(", ", Members.Keys)}.";
        }

        foreach (var (id, address) in Members)
        {
            if (id != Id && address == Listen)
            {
                return $"--listen {Listen} is the address of member {id} in --members, and this is replica {Id}.";
            }

            if (address == Http.ToString())
            {
                return $"--http {Http} is the address of member {id} in --members; give the web API a port of its own.";
            }
        }

        return Listen == Http.ToString() ? $"--http and --listen are both {Http}; give the web API a port of its own." : null;
    }
}
