using System.Net;
using BankSample.Certificates;

namespace BankSample.Commands;

/// <summary>What <c>serve</c> is asked for.</summary>
internal sealed record ServeArguments
{
    public const string Usage = """
        usage: Bank serve --id N --data DIR --http HOST:PORT --members 1=HOST:PORT,2=HOST:PORT,...
                          [--bootstrap | --join] [--listen HOST:PORT] [--later-members LIST]
                          [--name NAME] [--election-timeout MS] [--snapshot-interval N]
                          [--lease MS] [--max-staleness MS]
                          [--tls DIR [--hosts LIST] | --allow-insecure]

          One replica of many, each in its own process, with a web API of its own.

          --id N                   which of the members this replica is
          --data DIR               its folder; nobody else's
          --http HOST:PORT         where its web API listens: a loopback address, or any with --tls;
                                   port 0 for any free port
          --members LIST           every member that the cluster is founded with, and the address
                                   where the others dial it; the same list for all. Later it may
                                   only change addresses: who the members are now, the cluster
                                   knows itself
          --bootstrap              allows an empty DIR to become a member of a new cluster. May
                                   stay on: it does nothing to a DIR that holds a replica
          --join                   allows an empty DIR to become a new replica of a cluster that
                                   runs, with an id that the cluster has never had: it catches up
                                   and waits until POST /admin/members makes it a learner, then a
                                   voter. May stay on, like --bootstrap
          --listen HOST:PORT       where to listen for members and clients: a loopback address,
                                   or any with --tls; the member's own address without it. A replica that is not
                                   in --members needs it
          --later-members LIST     addresses of members that came later: needed to join when
                                   those of --members are gone, and when an address has changed
          --name NAME              the cluster's name, the same for all members: 'default'
                                   without it
          --election-timeout MS    a leader that was not heard for so many milliseconds is
                                   replaced: 50 to 60000, 500 without it
          --snapshot-interval N    a snapshot every N slots; decided when the cluster is born,
                                   100000 without it
          --lease MS               for so many milliseconds who has heard from a leader lets no
                                   other lead, and reads with consistency=lease need no round
                                   trip; a fifth of the election timeout to all of it. Part of
                                   the cluster's identity, the same for all members: no leases
                                   without it
          --max-staleness MS       how old the answers to reads with consistency=bounded may be:
                                   1 to 86400000, 1000 without it
          --tls DIR                members, clients and the web API authenticate by certificates of
                                   DIR, which 'Bank certificates' makes: ca.pem and replica-N.pem
          --hosts LIST             names under which requests come to the web API, beside this
                                   machine's loopback names and the address that was reached
          --allow-insecure         lets it listen beyond loopback without certificates: whoever
                                   reaches it can do everything
          --help                   this text

        Exit codes: 0 stopped by Ctrl+C or SIGTERM, 1 could not start or go on, 2 wrong command line.
        """;

    private static readonly string[] Options =
        [
            "--id", "--data", "--http", "--members", "--listen", "--later-members", "--name", "--election-timeout", "--snapshot-interval", "--lease",
            "--max-staleness", "--tls", "--hosts",
        ];

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

    /// <summary>Allows an empty folder to join a cluster that runs.</summary>
    public bool Join { get; private init; }

    /// <summary>Addresses by id of members that came later.</summary>
    public IReadOnlyDictionary<int, string> LaterMembers { get; private init; } = new Dictionary<int, string>();

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

    /// <summary>Its certificates; null without TLS.</summary>
    public CertificateFolder? Tls { get; private init; }

    /// <summary>Names under which requests may come.</summary>
    public IReadOnlyList<string> Hosts { get; private init; } = [];

    /// <summary>May listen beyond loopback without TLS.</summary>
    public bool AllowInsecure { get; private init; }

    /// <summary>Reads the words behind <c>serve</c>.</summary>
    /// <exception cref="MisuseException">They make no sense; says why.</exception>
    public static ServeArguments Parse(string[] words)
    {
        var line = CommandLine.Parse(words, Usage, Options, ["--bootstrap", "--join", "--allow-insecure"]);
        if (line.Help)
        {
            return new ServeArguments { Help = true };
        }

        line.Require("--id");
        var arguments = new ServeArguments
        {
            Id = line.Number("--id", 1, int.MaxValue)!.Value,
            DataDirectory = Path.GetFullPath(line.Require("--data")),
            Members = ParseMembers(line, "--members", line.Require("--members")),
            LaterMembers = line.Find("--later-members") is { } later ? ParseMembers(line, "--later-members", later) : new Dictionary<int, string>(),
            Bootstrap = line.Has("--bootstrap"),
            Join = line.Has("--join"),
            Listen = line.Find("--listen") is not { } listen ? null
                : MemberList.ParseAddress(listen) ?? throw line.Misuse($"--listen {listen} is no address; {MemberList.AddressForm}"),
            Name = line.Find("--name"),
            ElectionTimeout = line.Number("--election-timeout", 50, 60_000),
            SnapshotInterval = line.Number("--snapshot-interval", 1, int.MaxValue),
            Lease = line.Number("--lease", 1, 60_000),
            MaxStaleness = line.Number("--max-staleness", 1, 86_400_000),
            Hosts = line.Names("--hosts"),
            AllowInsecure = line.Has("--allow-insecure"),
        };
        line.Require("--http");
        arguments = arguments with { Http = line.Http("--http")!, Tls = line.Certificates("--tls", folder => folder.Replica(arguments.Id)) };
        return arguments.Contradiction() is { } why ? throw line.Misuse(why) : arguments;
    }

    private static SortedDictionary<int, string> ParseMembers(CommandLine line, string option, string list)
    {
        try
        {
            return MemberList.Parse(list);
        }
        catch (FormatException e)
        {
            throw line.Misuse($"{option}: {e.Message}");
        }
    }

    private string? Contradiction()
    {
        if (Join && Bootstrap)
        {
            return "--join and --bootstrap contradict each other: a replica founds a cluster, or joins one that runs.";
        }

        if (Tls is not null && AllowInsecure)
        {
            return "--tls and --allow-insecure contradict each other.";
        }

        if (Join && Members.ContainsKey(Id))
        {
            return $"--join --id {Id}: replica {Id} is in --members, which names those that the cluster was founded with; give a new replica an id that the cluster has never had.";
        }

        if (Listen is null && !Members.ContainsKey(Id) && !LaterMembers.ContainsKey(Id))
        {
            return $"--id {Id} is not in --members, which names {string.Join(", ", Members.Keys)}; a replica that came later says with --listen where it listens.";
        }

        if (LaterMembers.Keys.FirstOrDefault(Members.ContainsKey) is var twice and not 0)
        {
            return $"member {twice} is in both --members and --later-members.";
        }

        foreach (var (id, address) in Members.Concat(LaterMembers))
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
