using System.Globalization;
using System.Net;

namespace BankSample.Commands;

/// <summary>The options of one command, each given at most once, as <c>--option value</c> or <c>--option=value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly string _usage;

    private CommandLine(string usage) => _usage = usage;

    /// <summary>Only asks how to use the command.</summary>
    public bool Help { get; private init; }

    /// <summary>Reads the words behind a command's name.</summary>
    /// <param name="words">The words.</param>
    /// <param name="usage">How to use the command.</param>
    /// <param name="options">The options that it knows, which have a value.</param>
    /// <param name="flags">The options that it knows, which have none.</param>
    /// <exception cref="MisuseException">They make no sense.</exception>
    public static CommandLine Parse(string[] words, string usage, string[] options, string[] flags)
    {
        if (words.Any(word => word is "--help" or "-h" or "-?"))
        {
            return new CommandLine(usage) { Help = true };
        }

        var line = new CommandLine(usage);
        for (var i = 0; i < words.Length; i++)
        {
            var (option, value) = words[i].Split('=', 2) is [var left, var right] ? (left, right) : (words[i], null);
            var isFlag = flags.Contains(option);
            if (!isFlag && !options.Contains(option))
            {
                throw line.Misuse(option.StartsWith('-') ? $"'{option}' is no option here." : $"'{words[i]}' is neither an option nor the value of one.");
            }

            if (isFlag && value is not null)
            {
                throw line.Misuse($"{option} takes no value.");
            }

            if (!isFlag && ((value ??= i + 1 < words.Length ? words[++i] : "") is "" || value.StartsWith("--", StringComparison.Ordinal)))
            {
                throw line.Misuse($"{option} needs a value.");
            }

            if (!line._given.TryAdd(option, value ?? ""))
            {
                throw line.Misuse($"{option} is given twice.");
            }
        }

        return line;
    }

    /// <summary>Whether an option is given.</summary>
    public bool Has(string option) => _given.ContainsKey(option);

    /// <summary>The value of an option; null when it is not given.</summary>
    public string? Find(string option) => _given.GetValueOrDefault(option);

    /// <summary>The value of an option that must be given.</summary>
    public string Require(string option) => Find(option) ?? throw Misuse($"{option} is missing.");

    /// <summary>The value of an option that is a number; null when it is not given.</summary>
    public int? Number(string option, int least, int most) => Find(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw Misuse($"{option} {text}: give a whole number from {least} to {most}.");

    /// <summary>The value of an option that says where a web API listens; null when it is not given.</summary>
    public IPEndPoint? Http(string option) => Find(option) is not { } text ? null
        : ParseHttp(text) ?? throw Misuse($"{option} {text}: give a loopback address and a port, for example 127.0.0.1:5080 (beyond loopback comes later).");

    /// <summary>Something is wrong with the command line.</summary>
    public MisuseException Misuse(string problem) => new(problem, _usage);

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
