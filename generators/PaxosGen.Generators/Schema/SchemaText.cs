using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaxosGen.Generators.Model;

namespace PaxosGen.Generators.Schema;

/// <summary>The readable description of everything that two builds must agree on, and its hashes.</summary>
internal static class SchemaText
{
    public static string NameOf(StateMachineModel machine) => machine.FullName.Replace("global::", string.Empty);

    /// <summary>What a state machine with tags says of itself and of its types.</summary>
    public static List<SchemaSection> SectionsOf(StateMachineModel machine)
    {
        var own = new List<SchemaEntry>(machine.State.Select(static m => Entry(SchemaEntry.State, string.Empty, m)));
        foreach (var handler in machine.Handlers)
        {
            var id = Text(handler.Id);
            var result = handler.Result is { } type ? InSignature(type) : "void";
            own.Add(new SchemaEntry(handler.IsQuery ? SchemaEntry.Query : SchemaEntry.Command, string.Empty, id, handler.SchemaName, result, handler.Since));
            own.AddRange(handler.Parameters.OrderBy(static p => p.Tag)
                .Select(p => new SchemaEntry(string.Empty, id, Text(p.Tag), p.Name, InSignature(p.Type), p.Since)));
        }

        return [new SchemaSection(SchemaSection.Machine, NameOf(machine), string.Empty, own), .. SectionsOf(machine.Types, machine.Enums, machine.Foreign)];
    }

    /// <summary>What types say of themselves, those of other assemblies included, whose text is theirs.</summary>
    public static IEnumerable<SchemaSection> SectionsOf(EquatableArray<MessageModel> types, EquatableArray<EnumModel> enums, EquatableArray<string> foreign)
        => types.Where(static t => !t.IsStructural)
            .Select(static t => new SchemaSection(t.Form == MessageForm.Union ? SchemaSection.Union : SchemaSection.Type, t.SchemaName, t.IsValueType ? SchemaSection.Struct : string.Empty, [.. t.Members.Select(static m => Entry(string.Empty, string.Empty, m))]))
            .Concat(enums.Select(static e => new SchemaSection(SchemaSection.Enum, e.SchemaName, e.Number, [.. e.Values.Select(static v => new SchemaEntry(string.Empty, string.Empty, v.Number, v.Name, string.Empty, 1))])))
            .Concat(foreign.SelectMany(static text => SchemaFile.ParseSections(text)))
            .GroupBy(static s => s.Key).Select(static g => g.First())
            .OrderBy(static s => s.Kind == SchemaSection.Enum ? 1 : 0).ThenBy(static s => s.Name, StringComparer.Ordinal);

    /// <summary>The same, with what is retired, and with types that only retired things have.</summary>
    public static List<SchemaSection> SectionsOf(StateMachineModel machine, SchemaFile file)
    {
        var current = SectionsOf(machine);
        var sections = current.Select(s => s with { Entries = SchemaMerge.WithRetired(s.Entries, file.Find(s.Key)?.Entries ?? []) }).ToList();
        sections.AddRange(file.Sections.Where(s => s.Kind != SchemaSection.Machine && current.All(c => c.Key != s.Key))
            .Select(static s => s with { Comment = string.Empty, Entries = [.. s.Entries.Select(static e => e with { Comment = string.Empty })] }));
        return [.. Visible(sections, int.MaxValue)];
    }

    /// <summary>The text of a project's schema file after everything new was added to it.</summary>
    public static string Whole(SchemaFile file, IEnumerable<StateMachineModel> machines)
        => machines.Where(static m => !m.HasErrors).OrderBy(static m => m.FullName, StringComparer.Ordinal)
            .Aggregate(file, static (whole, machine) => SchemaMerge.Into(whole, SectionsOf(machine))).ToString();

    public static string Of(IEnumerable<SchemaSection> sections)
    {
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            section.AppendTo(text);
        }

        return text.ToString();
    }

    /// <summary>For each version in which the schema changed, the first one included, the hash of what is visible at it.</summary>
    public static List<FingerprintModel> Fingerprints(IReadOnlyList<SchemaSection> sections)
        => [.. sections.SelectMany(static s => s.Entries).Select(static e => e.Since).Append(1).Distinct().OrderBy(static v => v).Select(v => new FingerprintModel(v, Fingerprint(sections, v)))];

    /// <summary>The first eight bytes of the SHA-256 of what is visible at a version, highest first. What is retired counts: older builds still have it.</summary>
    private static ulong Fingerprint(IReadOnlyList<SchemaSection> sections, int version)
    {
        var visible = Visible(sections, version).Select(static s => s with
        {
            Entries = [.. s.Entries.OrderBy(static e => e.Group, StringComparer.Ordinal).ThenBy(static e => decimal.Parse(e.Number, CultureInfo.InvariantCulture)).ThenBy(static e => e.Name, StringComparer.Ordinal)
                .Select(static e => e with { IsRetired = false, Since = 1 })],
        });
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(Of(visible)));
        return hash.Take(8).Aggregate(0UL, static (sum, b) => (sum << 8) | b);
    }

    /// <summary>What appeared in a version or before, and the types that it has.</summary>
    private static IEnumerable<SchemaSection> Visible(IReadOnlyList<SchemaSection> sections, int version)
    {
        var visible = new Dictionary<string, SchemaSection>(StringComparer.Ordinal);
        var queue = new Queue<SchemaSection>(sections.Where(static s => s.Kind == SchemaSection.Machine));
        while (queue.Count > 0)
        {
            var section = queue.Dequeue();
            if (visible.ContainsKey(section.Key))
            {
                continue;
            }

            var hidden = new HashSet<string>(section.Entries.Where(e => e.IsHandler && e.Since > version).Select(static e => e.Number), StringComparer.Ordinal);
            var entries = section.Entries.Where(e => e.Since <= version && !(e.Handler.Length > 0 && hidden.Contains(e.Handler))).ToList();
            visible.Add(section.Key, section with { Entries = entries });
            foreach (var other in sections.Where(o => o.Kind != SchemaSection.Machine && entries.Any(e => Mentions(e.Type.Length > 0 ? e.Type : e.Name, o.Name))))
            {
                queue.Enqueue(other);
            }
        }

        return sections.Where(s => visible.ContainsKey(s.Key)).Select(s => visible[s.Key]);
    }

    private static bool Mentions(string type, string name)
    {
        static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '@';
        for (var at = type.IndexOf(name, StringComparison.Ordinal); at >= 0; at = type.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsPart(type[at - 1])) && (end == type.Length || !IsPart(type[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static SchemaEntry Entry(string kind, string handler, MemberModel member)
        => new(kind, handler, Text(member.Tag), member.Name, member.Type.SchemaName, member.Since);

    private static string InSignature(TypeModel type)
        => type.Shape is Shape.Text or Shape.Reference && !type.IsRequired ? type.SchemaName + "?" : type.SchemaName;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
