namespace PaxosGen.Storage;

/// <summary>Replaces whole files so that a crash leaves the old or the new one, never a mixture.</summary>
internal static class AtomicFile
{
    /// <summary>How names end of files that did not get their final name; of no use after a crash.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Replaces or creates a file; durable when this returns.</summary>
    /// <exception cref="DiskFullException">There is no space for it; the old file is as it was.</exception>
    public static void Replace(IDisk disk, string name, params ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        var temporary = name + TemporarySuffix;
        if (disk.Exists(temporary))
        {
            disk.Delete(temporary);
        }

        long length = 0;
        foreach (var part in parts)
        {
            length += part.Length;
        }

        IDiskFile? file = null;
        try
        {
            file = disk.Create(temporary);
            file.Preallocate(length);
        }
        catch (DiskFullException)
        {
            file?.Dispose();
            if (file is not null)
            {
                disk.Delete(temporary);
            }

            throw;
        }

        using (file)
        {
            long offset = 0;
            foreach (var part in parts)
            {
                file.Write(part.Span, offset);
                offset += part.Length;
            }

            // Before the rename: a name without its bytes would replace a good file by an empty one.
            file.Sync();
        }

        disk.Rename(temporary, name);
        disk.SyncFolder();
    }

    /// <summary>All bytes of a file.</summary>
    public static byte[] ReadAll(IDisk disk, string name)
    {
        using var file = disk.Open(name);
        var bytes = new byte[file.Length];
        return file.Read(bytes, 0) == bytes.Length ? bytes : throw new StoreDamagedException(disk.PathOf(name), 0, "it ends before its length.");
    }

    /// <summary>Deletes what unfinished replacements left.</summary>
    public static void DeleteTemporaries(IDisk disk)
    {
        foreach (var name in disk.List())
        {
            if (name.EndsWith(TemporarySuffix, StringComparison.Ordinal))
            {
                disk.Delete(name);
            }
        }
    }
}
