namespace PaxosGen.Generators.Schema;

/// <summary>Adds to a schema file what a project has and the file has not. What would break data is left as it is.</summary>
internal static class SchemaMerge
{
    /// <summary>The file with what the sections add: new lines behind those of their group, new sections at the end, new names of old numbers.</summary>
    public static SchemaFile Into(SchemaFile file, IEnumerable<SchemaSection> current)
    {
        var sections = file.Sections.ToList();
        foreach (var section in current)
        {
            var at = sections.FindIndex(s => s.Key == section.Key);
            if (at < 0)
            {
                sections.Add(section);
            }
            else
            {
                sections[at] = sections[at] with { Entries = Merged(sections[at].Entries, section.Entries) };
            }
        }

        return file.With(sections);
    }

    /// <summary>What a section has, and what is retired in the file.</summary>
    public static List<SchemaEntry> WithRetired(IReadOnlyList<SchemaEntry> current, IReadOnlyList<SchemaEntry> locked)
    {
        var entries = current.ToList();
        foreach (var entry in locked)
        {
            if (entry.IsRetired || locked.Any(h => h.IsHandler && h.IsRetired && h.Number == entry.Handler))
            {
                entries.Insert(EndOfGroup(entries, entry), entry with { Comment = string.Empty });
            }
        }

        return entries;
    }

    private static List<SchemaEntry> Merged(IReadOnlyList<SchemaEntry> locked, IReadOnlyList<SchemaEntry> current)
    {
        var merged = locked.ToList();
        foreach (var (entry, old) in SchemaComparison.Pairs(locked, current))
        {
            if (old is null)
            {
                merged.Insert(EndOfGroup(merged, entry), entry);
            }
            else if (old.Name != entry.Name && old.Kind == entry.Kind && old.Type == entry.Type)
            {
                merged[merged.IndexOf(old)] = old with { Name = entry.Name };
            }
        }

        return merged;
    }

    private static int EndOfGroup(List<SchemaEntry> entries, SchemaEntry entry)
    {
        // A handler's parameters follow it, so the end of the handlers is the end of everything.
        var last = entry.IsHandler ? entries.Count - 1
            : entries.FindLastIndex(e => e.Group == entry.Group || (entry.Handler.Length > 0 && e.IsHandler && e.Number == entry.Handler));
        return last + 1;
    }
}
