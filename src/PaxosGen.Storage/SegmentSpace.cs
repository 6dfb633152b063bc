namespace PaxosGen.Storage;

/// <summary>The space of a segment that is to be made: a file that does not have its name yet.</summary>
internal sealed class SegmentSpace(IDiskFile file, long number, long length) : IDisposable
{
    /// <summary>How the name of such a file ends; of no use after a crash.</summary>
    public const string UnfinishedSuffix = ".new";

    /// <summary>Which segment it is for.</summary>
    public long Number => number;

    /// <summary>How long that can be.</summary>
    public long Length => length;

    /// <summary>Takes the space.</summary>
    /// <exception cref="DiskFullException">There is none, and nothing of it is left.</exception>
    public static SegmentSpace Take(IDisk disk, long number, long length)
    {
        var name = NameOf(number);
        if (disk.Exists(name))
        {
            disk.Delete(name);
        }

        IDiskFile? file = null;
        try
        {
            file = disk.Create(name);
            file.Preallocate(length);
            return new SegmentSpace(file, number, length);
        }
        catch (DiskFullException)
        {
            file?.Dispose();
            if (file is not null)
            {
                disk.Delete(name);
            }

            throw;
        }
    }

    /// <summary>Makes it the segment; durable when this returns.</summary>
    public void Become(IDisk disk, SegmentHeader header)
    {
        Invariant.Check(header.Number == number && header.Length == length);
        using (file)
        {
            file.Write(header.Encode(), 0);
            file.Sync();
        }

        disk.Rename(NameOf(number), SegmentHeader.FileName(number));
        disk.SyncFolder();
    }

    /// <inheritdoc />
    public void Dispose() => file.Dispose();

    private static string NameOf(long number) => SegmentHeader.FileName(number) + UnfinishedSuffix;
}
