using System.Globalization;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// What a schema's text says, line by line, so that a build can tell whether it reads what another build has written: one
/// machine, then its types and enums, each with its entries indented below.
/// </summary>
internal sealed class SchemaText
{
    private const string Retired = "*RETIRED* ";

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];
    private readonly Dictionary<string, string> _sections = new(StringComparer.Ordinal);

    private SchemaText()
    {
    }

    /// <summary>The first line, which names the state machine.</summary>
    public string Machine { get; private set; } = "";

    /// <summary>Reads a text.</summary>
    public static SchemaText Parse(string text)
    {
        var parsed = new SchemaText();
        var (section, handler) = ("", "");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var content = line.TrimStart();
            if (content.Length == line.Length)
            {
                parsed.Machine = parsed.Machine.Length == 0 ? line : parsed.Machine;
                (section, handler) = (line, "");
                parsed._sections.TryAdd(line.Split(": ")[0], line);
                continue;
            }

            var words = content.Split(' ', 3);
            var kind = words[0] is "state" or "command" or "query" ? words[0] : "";
            var number = kind.Length > 0 ? words[1] : words[0];
            var isParameter = line.Length - content.Length == 4;
            handler = isParameter ? handler : kind is "command" or "query" ? number : "";
            var group = isParameter ? $"handler {handler}" : kind is "command" or "query" ? "handler" : kind;
            parsed.Add($"{section}|{group}|{number}", new Entry(section, kind, content[(content.IndexOf(number, StringComparison.Ordinal) + number.Length)..].Trim(), line));
        }

        return parsed;
    }

    /// <summary>
    /// What keeps a build from reading what one with this text has written, a line each; empty if nothing does. Names do not
    /// matter, what is retired may be gone, and what came in versions that the build does not know is guarded by the log: a
    /// replica stops where such a version is activated.
    /// </summary>
    /// <param name="build">The text of the build.</param>
    /// <param name="version">The highest version that the build knows.</param>
    public IReadOnlyList<string> Unreadable(SchemaText build, int version)
    {
        if (Machine != build.Machine)
        {
            return [$"- {Machine}", $"+ {build.Machine}"];
        }

        // The same type in another form: other numbers of an enum, a struct that was a class.
        var lines = _sections.Where(s => build._sections.TryGetValue(s.Key, out var known) && known != s.Value)
            .SelectMany(s => new[] { $"- {s.Value}", $"+ {build._sections[s.Key]}" }).ToList();
        var said = "";
        foreach (var key in _keys)
        {
            var written = _entries[key];
            if (!build._keys.Exists(k => build._entries[k].Section == written.Section) || written.IsRetired || written.Since > version)
            {
                continue;
            }

            build._entries.TryGetValue(key, out var known);
            if (known is { IsRetired: true } || (known is not null && known.Kind == written.Kind && known.Type == written.Type))
            {
                continue;
            }

            if (said != written.Section)
            {
                lines.Add($"  {said = written.Section}");
            }

            lines.Add($"- {written.Line}");
            if (known is not null)
            {
                lines.Add($"+ {known.Line}");
            }
        }

        return lines;
    }

    /// <summary>The highest version that something appeared in.</summary>
    public int Newest => _entries.Values.Select(e => e.Since).DefaultIfEmpty(1).Max();

    private void Add(string key, Entry entry)
    {
        // Several names of an enum may have one value.
        if (_entries.TryAdd(key, entry))
        {
            _keys.Add(key);
        }
    }

    private sealed record Entry(string Section, string Kind, string Rest, string Line)
    {
        public bool IsRetired => Rest.StartsWith(Retired, StringComparison.Ordinal);

        public int Since => SinceIndex < 0 ? 1 : int.TryParse(Rest.AsSpan(SinceIndex + 7), NumberStyles.None, CultureInfo.InvariantCulture, out var since) ? since : 1;

        public string Type => Rest.IndexOf(": ", StringComparison.Ordinal) is var colon and >= 0 ? Rest[(colon + 2)..(SinceIndex < 0 ? Rest.Length : SinceIndex)] : "";

        private int SinceIndex => Rest.LastIndexOf(" since ", StringComparison.Ordinal);
    }
}
