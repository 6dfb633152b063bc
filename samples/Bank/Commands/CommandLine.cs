using System.Globalization;
using System.Net;
using BankSample.Certificates;

namespace BankSample.Commands;

/// <summary>The options of one command, each given at most once, as <c>--option value</c> or <c>--option=value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly string _usage;

    private CommandLine(string usage) => _usage = usage;

    /// <summary>Only asks how to use the command.</summary>
    public bool Help { get; private init; }

    /// <summary>The words that belong to no option.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>Reads the words behind a command's name.</summary>
    /// <param name="words">The words.</param>
    /// <param name="usage">How to use the command.</param>
    /// <param name="options">The options that it knows, which have a value.</param>
    /// <param name="flags">The options that it knows, which have none.</param>
    /// <param name="takesOperands">Whether there may be words that belong to no option.</param>
    /// <exception cref="MisuseException">They make no sense.</exception>
    public static CommandLine Parse(string[] words, string usage, string[] options, string[] flags, bool takesOperands = false)
    {
        if (words.Any(word => word is "--help" or "-h" or "-?"))
        {
            return new CommandLine(usage) { Help = true };
        }

        var line = new CommandLine(usage);
        for (var i = 0; i < words.Length; i++)
        {
            if (takesOperands && !words[i].StartsWith('-'))
            {
                line.Operands.Add(words[i]);
                continue;
            }

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

    /// <summary>The value of an option that says where a web API listens; null when it is not given. Beyond loopback only for who is authenticated or says that it is safe.</summary>
    public IPEndPoint? Http(string option)
    {
        if (Find(option) is not { } text)
        {
            return null;
        }

        var endpoint = ParseHttp(text);
        if (Has("--tls") || Has("--allow-insecure"))
        {
            return endpoint ?? throw Misuse($"{option} {text}: give an address of this machine and a port, for example 127.0.0.1:5080.");
        }

        return endpoint is not null && IPAddress.IsLoopback(endpoint.Address)
            ? endpoint
            : throw Misuse($"{option} {text}: give a loopback address and a port, for example 127.0.0.1:5080; beyond loopback anyone could move money, unless there is --tls.");
    }

    /// <summary>The folder of certificates that an option names; null when it is not given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="file">The file that it must have.</param>
    public CertificateFolder? Certificates(string option, Func<CertificateFolder, string> file)
    {
        if (Find(option) is not { } folder)
        {
            return null;
        }

        var certificates = new CertificateFolder(Path.GetFullPath(folder));
        return new[] { certificates.Root, file(certificates) }.FirstOrDefault(static path => !File.Exists(path)) is { } missing
            ? throw Misuse($"{option} {folder}: there is no '{missing}'. Make certificates with: Bank certificates --out {folder} --members 1,2,3")
            : certificates;
    }

    /// <summary>The names of an option that lists some; none when it is not given.</summary>
    public IReadOnlyList<string> Names(string option) => Find(option)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Something is wrong with the command line.</summary>
    public MisuseException Misuse(string problem) => new(problem, _usage);

    private static IPEndPoint? ParseHttp(string value)
    {
        if (value.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase))
        {
            value = "127.0.0.1" + value["localhost".Length..];
        }

        // IPEndPoint takes an address without a port for port 0.
        return IPEndPoint.TryParse(value, out var endpoint)
            && value.EndsWith($":{endpoint.Port}", StringComparison.Ordinal) && !value.EndsWith("::" + endpoint.Port, StringComparison.Ordinal)
            ? endpoint
            : null;
    }
}
