using System.Reflection;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.External;

/// <summary>
/// The lists that come with the analyzer, by documentation id: one entry a line, under a heading that names the rule
/// that its use breaks and what to do instead. Read once in a process, by whoever asks first; a compilation costs nothing.
/// </summary>
/// <remarks>
/// <code>
/// # A comment.
/// [PXG1002 info] what to do instead          a rule, maybe with a severity that is less than the rule's
/// M:System.Random.#ctor(System.Int32)
/// M:System.Guid.NewGuid; advice of its own
/// M:System.HashCode.Combine(*)               all overloads
/// [allow]
/// N:System.Collections                       and what is below it
/// </code>
/// </remarks>
internal static class EmbeddedLists
{
    /// <summary>In the names of the resources, whichever assembly they are embedded in.</summary>
    private const string Folder = ".External.Lists.";

    private static readonly Lazy<IReadOnlyDictionary<string, Verdict>> Read = new(ReadAll);

    /// <summary>What the lists say, by id.</summary>
    public static IReadOnlyDictionary<string, Verdict> Entries => Read.Value;

    private static Dictionary<string, Verdict> ReadAll()
    {
        var assembly = typeof(EmbeddedLists).GetTypeInfo().Assembly;
        var entries = new Dictionary<string, Verdict>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.IndexOf(Folder, StringComparison.Ordinal) >= 0)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                ReadList(name, reader, entries);
            }
        }

        return entries;
    }

    private static void ReadList(string name, StreamReader reader, Dictionary<string, Verdict> entries)
    {
        Verdict? heading = null;
        while (reader.ReadLine() is { } text)
        {
            var line = text.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                heading = HeadingOf(line);
                continue;
            }

            var end = line.IndexOf(';');
            var id = end < 0 ? line : line.Substring(0, end).TrimEnd();
            if (heading is null || entries.ContainsKey(id))
            {
                throw new InvalidDataException($"{name}: {line}"); // A mistake of ours: a test reads all lists.
            }

            entries.Add(id, end < 0 ? heading : heading with { Advice = line.Substring(end + 1).Trim() });
        }
    }

    private static Verdict HeadingOf(string line)
    {
        var end = line.IndexOf(']');
        var words = line.Substring(1, end - 1).Split(' ');
        if (words[0] == "allow")
        {
            return Verdict.Allowed;
        }

        var rule = Rules.Find(words[0]) ?? throw new InvalidDataException(line);
        return new Verdict(rule, line.Substring(end + 1).Trim(), words.Length > 1 ? (DiagnosticSeverity)Enum.Parse(typeof(DiagnosticSeverity), words[1], ignoreCase: true) : null);
    }
}
