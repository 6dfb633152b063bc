using System.Globalization;
using PaxosGen.Generators.Model;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Generators.Schema;

/// <summary>Takes a difference between a project and its schema file.</summary>
/// <param name="problem">One of <see cref="Problem"/>.</param>
/// <param name="key">Where it is: a <see cref="SchemaKey"/>, and where to look if there is nothing of that key.</param>
/// <param name="arguments">For the message.</param>
internal delegate void ReportDifference(string problem, string[] key, params string[] arguments);

/// <summary>
/// Compares what a project says with its schema file. A number that changes its meaning, or is gone, would make logs and
/// snapshots unreadable or, worse, readable as something else: an error. What is new has only to be added to the file.
/// </summary>
internal sealed class SchemaComparison(ReportDifference report)
{
    private int _version;

    /// <summary>Compares the sections of one state machine.</summary>
    public void Compare(SchemaFile file, StateMachineModel machine)
    {
        _version = machine.Version;
        foreach (var section in SchemaText.SectionsOf(machine))
        {
            if (file.Find(section.Key) is { } locked)
            {
                Compare(locked, section);
            }
            else
            {
                report(Problem.NotLocked, KeyOf(section), $"{section.Kind} {section.Name}");
            }
        }
    }

    /// <summary>
    /// For each current entry the locked one of its number: null if the entry is new. Entries whose number was another's, and
    /// those that had another number, have no pair: they are errors.
    /// </summary>
    public static IEnumerable<(SchemaEntry Current, SchemaEntry? Locked)> Pairs(IReadOnlyList<SchemaEntry> locked, IReadOnlyList<SchemaEntry> current)
    {
        foreach (var entry in current)
        {
            if (SameNumber(locked, entry).FirstOrDefault(e => IsSame(e, entry)) is { } exact)
            {
                yield return (entry, exact);
            }
            else if (SameNumber(locked, entry).Any(static e => e.IsRetired) || Former(locked, current, entry) is not null)
            {
                continue;
            }
            else
            {
                // Values of an enum may have several names.
                yield return (entry, SameNumber(locked, entry).FirstOrDefault(e => !current.Any(c => IsSame(e, c))));
            }
        }
    }

    private static IEnumerable<SchemaEntry> SameNumber(IReadOnlyList<SchemaEntry> locked, SchemaEntry entry)
        => locked.Where(e => e.Group == entry.Group && e.Number == entry.Number);

    private static bool IsSame(SchemaEntry locked, SchemaEntry current)
        => locked.Group == current.Group && locked.Number == current.Number && locked.Name == current.Name && !locked.IsRetired;

    /// <summary>The entry of the same name that has another number, unless that number is still in use under this name: handlers have overloads.</summary>
    private static SchemaEntry? Former(IReadOnlyList<SchemaEntry> locked, IReadOnlyList<SchemaEntry> current, SchemaEntry entry)
        => locked.Any(e => IsSame(e, entry)) ? null
            : locked.FirstOrDefault(e => e.Group == entry.Group && e.Name == entry.Name && e.Number != entry.Number && !e.IsRetired && !current.Any(c => IsSame(e, c)));

    private static string NounOf(SchemaSection type) => type.Number.Length > 0 ? type.Number : "class";

    private void Compare(SchemaSection locked, SchemaSection current)
    {
        if (locked.Number != current.Number)
        {
            report(Problem.SchemaBroken, KeyOf(current), current.Name, current.Kind == SchemaSection.Enum
                ? $"its numbers were {locked.Number} and are {current.Number}; change them back"
                : $"it was a {NounOf(locked)} and is a {NounOf(current)}, whose bytes differ; change it back, or make a new type");
        }

        var pairs = Pairs(locked.Entries, current.Entries).ToList();
        var handlers = new HashSet<string>(pairs.Where(static p => p.Current.IsHandler && p.Locked is not null).Select(static p => p.Current.Number), StringComparer.Ordinal);

        // A new command or query brings its parameters along, and one whose id is wrong has those of another.
        bool IsOfPair(SchemaEntry entry) => entry.Handler.Length == 0 || handlers.Contains(entry.Handler);
        var paired = new HashSet<SchemaEntry>();
        foreach (var (entry, old) in pairs.Where(p => IsOfPair(p.Current)))
        {
            if (old is null)
            {
                report(Problem.NotLocked, KeyOf(current, entry), Described(current, entry));
                continue;
            }

            paired.Add(old);
            Compare(current, entry, old);
        }

        foreach (var entry in current.Entries.Where(IsOfPair))
        {
            CheckNumber(locked, current, entry);
        }

        foreach (var old in locked.Entries.Where(e => !e.IsRetired && !paired.Contains(e) && IsOfPair(e)))
        {
            CheckGone(locked, current, old);
        }
    }

    private void Compare(SchemaSection section, SchemaEntry entry, SchemaEntry old)
    {
        var key = KeyOf(section, entry);
        if (entry.Kind != old.Kind)
        {
            report(Problem.SchemaBroken, key, Described(section, entry), $"{old.Number} was the {old.Kind} {old.Name}; give this {entry.Kind} an id of its own");
        }
        else if (entry.Type != old.Type)
        {
            var what = entry.IsHandler ? "its result was" : "it was";
            report(Problem.SchemaBroken, key, Described(section, entry), $"{what} {old.Type} and is {entry.Type}: bytes that exist would be misread; add a new one of the new type instead");
        }
        else if (entry.Since != old.Since)
        {
            report(Problem.SchemaBroken, key, Described(section, entry), $"it appeared in version {old.Since}, not in {entry.Since}; write [Since({old.Since})] or leave the attribute out");
        }
        else if (entry.Since > _version)
        {
            report(Problem.SchemaBroken, key, Described(section, entry), $"it appeared in version {entry.Since} and the state machine has version {_version}; versions never go down");
        }
        else if (entry.Name != old.Name)
        {
            report(Problem.Renamed, key, Described(section, entry), old.Name);
        }
    }

    private void CheckNumber(SchemaSection locked, SchemaSection current, SchemaEntry entry)
    {
        if (locked.Entries.Any(e => IsSame(e, entry)))
        {
            return;
        }

        if (SameNumber(locked.Entries, entry).FirstOrDefault(static e => e.IsRetired) is { } retired)
        {
            report(Problem.SchemaBroken, KeyOf(current, entry), Described(current, entry), $"{entry.Number} belonged to {retired.Name}, which is retired; take {Free(locked, entry)}, which is free");
        }
        else if (Former(locked.Entries, current.Entries, entry) is { } former)
        {
            report(Problem.SchemaBroken, KeyOf(current, entry), Described(current, entry), $"its number was {former.Number} and is {entry.Number}; give it {former.Number} back");
        }
    }

    private void CheckGone(SchemaSection locked, SchemaSection current, SchemaEntry old)
    {
        // What has another number now, or whose number another has, was told there.
        if (current.Entries.Any(c => (c.Group == old.Group && c.Number == old.Number) || Former(locked.Entries, current.Entries, c) == old))
        {
            return;
        }

        var mend = old.IsHandler ? $"give the method that does its work the id {old.Number}"
            : current.Kind == SchemaSection.Enum ? $"give the value {old.Number} a name again"
            : $"if it has a new name, give that [Tag({old.Number})]";
        report(Problem.SchemaBroken, KeyOf(current, old), Described(locked, old), $"it is gone, and logs or snapshots may contain it; {mend}, or write {SchemaEntry.Retired} before its name in {SchemaFile.Name}");
    }

    private static string Free(SchemaSection locked, SchemaEntry entry)
        => (locked.Entries.Where(e => e.Group == entry.Group).Max(static e => decimal.Parse(e.Number, CultureInfo.InvariantCulture)) + 1).ToString(CultureInfo.InvariantCulture);

    private static string Described(SchemaSection section, SchemaEntry entry)
        => entry.IsHandler ? $"{entry.Kind} {entry.Number} {entry.Name}"
            : entry.Kind == SchemaEntry.State ? $"{section.Name}.{entry.Name}"
            : entry.Handler.Length > 0 ? $"parameter {entry.Name} of {entry.Handler}"
            : $"{section.Name}.{entry.Name}";

    private static string[] KeyOf(SchemaSection section) => [SchemaKey.Of(section.Kind, section.Name, string.Empty), SchemaKey.Machine];

    private static string[] KeyOf(SchemaSection section, SchemaEntry entry)
    {
        var own = entry.IsHandler ? SchemaKey.Handler(int.Parse(entry.Number, CultureInfo.InvariantCulture))
            : entry.Kind == SchemaEntry.State ? SchemaKey.State(entry.Name)
            : entry.Handler.Length > 0 ? SchemaKey.Parameter(int.Parse(entry.Handler, CultureInfo.InvariantCulture), entry.Name)
            : SchemaKey.Of(section.Kind, section.Name, entry.Name);
        var around = entry.Handler.Length > 0 ? SchemaKey.Handler(int.Parse(entry.Handler, CultureInfo.InvariantCulture))
            : SchemaKey.Of(section.Kind, section.Name, string.Empty);
        return [own, around, SchemaKey.Machine];
    }
}
