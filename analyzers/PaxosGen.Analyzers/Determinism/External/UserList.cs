using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PaxosGen.Analyzers.Determinism.External;

/// <summary>
/// The user's PaxosGen.Determinism.txt: lines of <c>deny|allow|vouch documentation-id; reason</c>. One for each
/// compilation, since it remembers which entries are of use.
/// </summary>
internal sealed class UserList
{
    public const string FileName = "PaxosGen.Determinism.txt";

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<(AdditionalText File, Diagnostic Diagnostic)> _problems = [];

    public bool IsEmpty => _entries.Count == 0;

    public static bool IsList(AdditionalText file) => string.Equals(Path.GetFileName(file.Path), FileName, StringComparison.OrdinalIgnoreCase);

    public static UserList Read(ImmutableArray<AdditionalText> files, CancellationToken cancellationToken)
    {
        var list = new UserList();
        foreach (var file in files)
        {
            if (IsList(file) && file.GetText(cancellationToken) is { } text)
            {
                foreach (var line in text.Lines)
                {
                    list.Read(line, file);
                }
            }
        }

        return list;
    }

    /// <summary>What the user says of an id, if anything. It counts as used from now on.</summary>
    public Verdict? Find(string id)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            return null;
        }

        entry.IsUsed = true;
        return entry.Verdict;
    }

    /// <summary>What is wrong with the lists. Complete when all handlers have been followed.</summary>
    /// <param name="withUnused">False for a project without state machines, where nothing can be of use.</param>
    public ILookup<AdditionalText, Diagnostic> Problems(bool withUnused)
    {
        var unused = _entries.Values
            .Where(e => withUnused && e.IsVouch && !e.IsUsed)
            .Select(static e => (e.File, Problem(e.Location, e.Id, "is vouched for, and no handler reaches it: remove the line, or correct the id")));
        return _problems.Concat(unused).ToLookup(static p => p.Item1, static p => p.Item2);
    }

    private void Read(TextLine line, AdditionalText file)
    {
        var text = line.ToString();
        var entry = text.Trim();
        if (entry.Length == 0 || entry[0] == '#')
        {
            return;
        }

        var span = new TextSpan(line.Start + text.IndexOf(entry, StringComparison.Ordinal), entry.Length);
        var location = Location.Create(file.Path, span, line.Text!.Lines.GetLinePositionSpan(span));
        var end = entry.IndexOf(';');
        var reason = end < 0 ? "" : entry.Substring(end + 1).Trim();
        var words = (end < 0 ? entry : entry.Substring(0, end)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2 || words[0] is not ("deny" or "allow" or "vouch") || !IsId(words[1]))
        {
            _problems.Add((file, Problem(location, entry, "is not understood: write deny, allow or vouch, a documentation id such as M:My.Type.Method(System.Int32), a semicolon and the reason")));
            return;
        }

        var id = words[1];
        if (_entries.ContainsKey(id))
        {
            _problems.Add((file, Problem(location, id, "has an entry already: remove one of the lines")));
            return;
        }

        if (words[0] == "vouch" && reason.Length == 0)
        {
            _problems.Add((file, Problem(location, id, "is vouched for without a reason: write after a semicolon why it does the same on every replica")));
        }

        var verdict = words[0] != "deny" ? Verdict.Allowed : new Verdict(Rules.Unverifiable, reason.Length > 0 ? reason : FileName + " denies it");
        _entries.Add(id, new Entry(id, verdict, words[0] == "vouch", file, location));
    }

    private static bool IsId(string text) => text.Length > 2 && text[1] == ':' && "NTMPFE".IndexOf(text[0]) >= 0;

    private static Diagnostic Problem(Location location, string what, string advice) => Diagnostic.Create(Rules.Hygiene.Descriptor, location, what, advice, "");

    private sealed class Entry(string id, Verdict verdict, bool isVouch, AdditionalText file, Location location)
    {
        public string Id { get; } = id;

        public Verdict Verdict { get; } = verdict;

        public bool IsVouch { get; } = isVouch;

        public AdditionalText File { get; } = file;

        public Location Location { get; } = location;

        public bool IsUsed { get; set; }
    }
}
