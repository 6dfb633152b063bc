using System.Net;
using BankSample.Certificates;

namespace BankSample.Commands;

/// <summary>What the command line without a command's name asks for.</summary>
internal sealed record EmbeddedArguments
{
    public const string Usage = """
        usage: Bank [--data DIR] [--http 127.0.0.1:5080] [--tls DIR [--hosts LIST] | --allow-insecure]

          Three replicas of a bank in this process, and a web API.

          --data DIR        where the replicas keep their folders; without it a temporary
                            folder is used and deleted at the end
          --http HOST:PORT  where the web API listens: a loopback address, or any with --tls; port
                            0 for any free port; 127.0.0.1:5080 without it
          --tls DIR         replicas and the web API authenticate by certificates of DIR, which
                            'Bank certificates' makes for members 1,2,3
          --hosts LIST      names under which requests come to the web API, beside this machine's
                            loopback names and the address that was reached
          --allow-insecure  lets the web API listen beyond loopback without certificates: whoever
                            reaches it can do everything
          --help            this text

        usage: Bank serve ...   one replica of many, each in its own process; see Bank serve --help
        usage: Bank replay FILE.csv ...   sends a ledger through a bank; see Bank replay --help
        usage: Bank certificates ...   makes what --tls needs; see Bank certificates --help

        Exit codes: 0 stopped by Ctrl+C or SIGTERM, 1 could not start or go on, 2 wrong command line.
        """;

    /// <summary>Where the replicas keep their folders; null for a temporary one.</summary>
    public string? DataDirectory { get; private init; }

    /// <summary>Where the web API listens.</summary>
    public IPEndPoint Http { get; private init; } = new(IPAddress.Loopback, 5080);

    /// <summary>The certificates; null without TLS.</summary>
    public CertificateFolder? Tls { get; private init; }

    /// <summary>Names under which requests may come.</summary>
    public IReadOnlyList<string> Hosts { get; private init; } = [];

    /// <summary>Only tells how to use it.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <exception cref="MisuseException">It makes no sense; says why.</exception>
    public static EmbeddedArguments Parse(string[] words)
    {
        if (words is [var command, ..] && !command.StartsWith('-'))
        {
            throw new MisuseException($"'{command}' is no command of this program.", Usage);
        }

        var line = CommandLine.Parse(words, Usage, ["--data", "--http", "--tls", "--hosts"], ["--allow-insecure"]);
        var arguments = new EmbeddedArguments { Help = line.Help };
        return arguments with
        {
            DataDirectory = line.Find("--data") is { } folder ? Path.GetFullPath(folder) : null,
            Http = line.Http("--http") ?? arguments.Http,
            Tls = line.Certificates("--tls", static folder => folder.Client),
            Hosts = line.Names("--hosts"),
        };
    }
}
