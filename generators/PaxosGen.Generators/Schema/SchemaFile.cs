using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PaxosGen.Generators.Schema;

/// <summary>
/// The schema file of a project, <c>PaxosGen.schema.txt</c>: ids, tags, types and versions of everything that is in logs
/// and snapshots. It is made for reviews and merges: one line each, in the order of the declarations.
/// </summary>
internal sealed class SchemaFile : IEquatable<SchemaFile>
{
    public const string Name = "PaxosGen.schema.txt";

    private const string FormatLine = "format 1";

    private static readonly Regex SectionLine = new(@"^(?<kind>machine|type|union|enum) (?<name>.+?)(: (?<number>[a-z]+))?$", RegexOptions.CultureInvariant);

    private static readonly Regex EntryLine = new(
        @"^(?<indent>  |    )((?<kind>state|command|query) )?(?<number>-?\d+) (?<retired>\*RETIRED\* )?(?<name>.+?)(: (?<type>.+?))?( since (?<since>\d+))?$",
        RegexOptions.CultureInvariant);

    private SchemaFile(string header, IReadOnlyList<SchemaSection> sections, string footer, SchemaFault? fault)
    {
        Header = header;
        Sections = sections;
        Footer = footer;
        Fault = fault;
    }

    /// <summary>Of a project that has none yet.</summary>
    public static SchemaFile Empty { get; } = new(
        $"# What logs and snapshots of this project's state machines contain. Keep it under source control, and read its changes\n"
        + $"# in reviews: numbers must never change their meaning. To remove something, write {SchemaEntry.Retired} before its name.\n"
        + $"{FormatLine}\n",
        [], string.Empty, null);

    /// <summary>Everything above the first section.</summary>
    public string Header { get; }

    /// <summary>State machines, types and enums.</summary>
    public IReadOnlyList<SchemaSection> Sections { get; }

    /// <summary>Comments below the last line.</summary>
    public string Footer { get; }

    /// <summary>The first line that cannot be read, if there is one.</summary>
    public SchemaFault? Fault { get; }

    public SchemaSection? Find(string key) => Sections.FirstOrDefault(s => s.Key == key);

    /// <summary>Reads a file.</summary>
    public static SchemaFile Parse(string text)
    {
        var header = new StringBuilder();
        var comment = new StringBuilder();
        var sections = new List<SchemaSection>();
        var hasFormat = false;
        var number = 0;
        foreach (var raw in text.TrimStart('\uFEFF').Split('\n'))
        {
            var line = raw.TrimEnd('\r', ' ', '\t');
            var fault = line.Length == 0 || line.TrimStart()[0] == '#' ? null
                : !hasFormat ? line == FormatLine ? null : $"it must begin with '{FormatLine}': this build of PaxosGen knows no other format"
                : Read(line, sections, comment.ToString());
            if (fault is not null)
            {
                return new SchemaFile(header.ToString(), sections, string.Empty, new SchemaFault(number, line, fault));
            }

            if (!hasFormat)
            {
                header.Append(line).Append('\n');
                hasFormat = line == FormatLine;
            }
            else if (line.Length == 0 || line.TrimStart()[0] == '#')
            {
                comment.Append(line).Append('\n');
            }
            else
            {
                comment.Clear();
            }

            number++;
        }

        var isMade = hasFormat || text.Trim().Length == 0;
        return isMade
            ? new SchemaFile(hasFormat ? header.ToString() : Empty.Header, sections, comment.ToString().TrimEnd('\n'), null)
            : new SchemaFile(header.ToString(), sections, string.Empty, new SchemaFault(0, string.Empty, $"it has no line '{FormatLine}'"));
    }

    public bool Equals(SchemaFile? other) => other is not null && ToString() == other.ToString();

    public override bool Equals(object? obj) => Equals(obj as SchemaFile);

    public override int GetHashCode() => ToString().GetHashCode();

    /// <summary>Reads what an assembly says of types that others may encode.</summary>
    public static IReadOnlyList<SchemaSection> ParseSections(string text) => Parse($"{FormatLine}\n{text}").Sections;

    /// <summary>The same file with other sections.</summary>
    public SchemaFile With(IReadOnlyList<SchemaSection> sections) => new(Header, sections, Footer, Fault);

    public override string ToString()
    {
        var text = new StringBuilder(Header);
        foreach (var section in Sections)
        {
            if (!section.Comment.StartsWith("\n", StringComparison.Ordinal))
            {
                text.Append('\n');
            }

            section.AppendTo(text);
        }

        return text.Append(Footer.Length > 0 ? Footer + "\n" : string.Empty).ToString();
    }

    /// <summary>Adds what a line says; else returns what is wrong with it.</summary>
    private static string? Read(string line, List<SchemaSection> sections, string comment)
    {
        if (SectionLine.Match(line) is { Success: true } head)
        {
            var (kind, number) = (head.Groups["kind"].Value, head.Groups["number"].Value);
            if (kind == SchemaSection.Enum ? number.Length == 0 : number.Length > 0 && (kind, number) != (SchemaSection.Type, SchemaSection.Struct))
            {
                return "an enum, and nothing else, needs the type of its numbers after its name; a type may be a struct";
            }

            var section = new SchemaSection(kind, head.Groups["name"].Value, number, new List<SchemaEntry>(), comment);
            if (sections.Any(s => s.Key == section.Key))
            {
                return "it is there twice";
            }

            sections.Add(section);
            return null;
        }

        if (EntryLine.Match(line) is not { Success: true } match)
        {
            return "it is none of: machine, type, union, enum, or what belongs to one of them";
        }

        return sections.Count == 0 ? "it stands before the first machine, type or enum" : ReadEntry(match, sections[sections.Count - 1], comment);
    }

    /// <summary>Adds an entry to its section; else returns what is wrong with it.</summary>
    private static string? ReadEntry(Match match, SchemaSection section, string comment)
    {
        var entries = (List<SchemaEntry>)section.Entries;
        var handler = string.Empty;
        if (match.Groups["indent"].Length == 4)
        {
            handler = entries.LastOrDefault(static e => e.IsHandler)?.Number ?? string.Empty;
            if (handler.Length == 0 || match.Groups["kind"].Success)
            {
                return "only parameters of a command or query are indented by four";
            }
        }

        if ((section.Kind == SchemaSection.Machine) != (match.Groups["kind"].Success || handler.Length > 0))
        {
            return "lines of a machine, and no others, begin with state, command or query";
        }

        var since = 1;
        if (match.Groups["since"].Success && (!int.TryParse(match.Groups["since"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out since) || since < 1))
        {
            return "its version is no number from 1";
        }

        var entry = new SchemaEntry(
            match.Groups["kind"].Value, handler, match.Groups["number"].Value, match.Groups["name"].Value, match.Groups["type"].Value, since, match.Groups["retired"].Success, comment);
        if (section.Kind is SchemaSection.Machine or SchemaSection.Type && entry.Type.Length == 0)
        {
            return "it lacks a type";
        }

        // Several names of an enum may have one value.
        if (section.Kind != SchemaSection.Enum && entries.Any(e => e.Group == entry.Group && e.Number == entry.Number))
        {
            return $"the number {entry.Number} is there twice";
        }

        entries.Add(entry);
        return null;
    }
}

/// <summary>A line of a schema file that cannot be read.</summary>
/// <param name="Line">Its number, from 0.</param>
/// <param name="Text">What it says.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record SchemaFault(int Line, string Text, string Why);
