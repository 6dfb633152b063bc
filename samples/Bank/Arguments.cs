using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace BankSample;

/// <summary>What the command line asks for.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        usage: Bank [--data DIR] [--http 127.0.0.1:5080]

          Three replicas of a bank in this process, and a web API.

          --data DIR        where the replicas keep their folders; without it a temporary
                            folder is used and deleted at the end
          --http HOST:PORT  where the web API listens: a loopback address, port 0 for any
                            free port; 127.0.0.1:5080 without it
          --help            this text
        """;

    private static readonly string[] Later = ["serve", "replay"];

    /// <summary>Where the replicas keep their folders; null for a temporary one.</summary>
    public string? DataDirectory { get; private init; }

    /// <summary>Where the web API listens.</summary>
    public IPEndPoint Http { get; private init; } = new(IPAddress.Loopback, 5080);

    /// <summary>Only tells how to use it.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads a command line.</summary>
    /// <returns>Whether it makes sense; if not, <paramref name="problem"/> says why.</returns>
    public static bool TryParse(string[] args, [NotNullWhen(true)] out Arguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        (arguments, problem) = (new Arguments(), null);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (var i = 0; i < args.Length && problem is null; i++)
        {
            var (option, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (option is "--help" or "-h" or "-?")
            {
                arguments = arguments with { Help = true };
            }
            else if (option is not ("--data" or "--http"))
            {
                problem = Unknown(args[i]);
            }
            else if (!seen.Add(option))
            {
                problem = $"{option} is given twice.";
            }
            else if ((value ??= i + 1 < args.Length ? args[++i] : "") is "" || value.StartsWith("--", StringComparison.Ordinal))
            {
                problem = $"{option} needs a value.";
            }
            else if (option is "--data")
            {
                arguments = arguments with { DataDirectory = Path.GetFullPath(value) };
            }
            else if (ParseHttp(value) is { } endpoint)
            {
                arguments = arguments with { Http = endpoint };
            }
            else
            {
                problem = $"--http {value}: give a loopback address and a port, for example 127.0.0.1:5080 (beyond loopback comes later).";
            }
        }

        return problem is null;
    }

    private static string Unknown(string arg) => Array.IndexOf(Later, arg) >= 0
        ? $"'{arg}' comes in a later version; for now there is only the bank with three replicas in one process."
        : $"'{arg}' is no option of this program.";

    private static IPEndPoint? ParseHttp(string value)
    {
        if (value.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase))
        {
            value = "127.0.0.1" + value["localhost".Length..];
        }

        // IPEndPoint takes an address without a port for port 0.
        return IPEndPoint.TryParse(value, out var endpoint) && IPAddress.IsLoopback(endpoint.Address)
            && value.EndsWith($":{endpoint.Port}", StringComparison.Ordinal) && !value.EndsWith("::" + endpoint.Port, StringComparison.Ordinal)
            ? endpoint
            : null;
    }
}
