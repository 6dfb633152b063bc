using System.Text;

namespace PaxosGen.Storage;

/// <summary>
/// The file <c>quarantine</c>: while it is there, the replica differs from the others. It says why, for people.
/// </summary>
internal static class QuarantineFile
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "quarantine";

    /// <summary>Its space while there is no quarantine: a disk that is full keeps nobody from being quarantined.</summary>
    private const string ReserveName = "quarantine-reserve";

    private const int Bytes = 4096;
    private const int MaxTextBytes = 4000;

    private const ulong Magic = 0x5241_5551_5850_0101; // "\1\1PXQUAR"

    /// <summary>Why the replica is quarantined; null if it is not. A damaged file quarantines it as well.</summary>
    public static string? Read(IDisk disk)
    {
        if (!disk.Exists(FileName))
        {
            return null;
        }

        var bytes = AtomicFile.ReadAll(disk, FileName);
        try
        {
            var reader = new CanonicalReader(bytes);
            var isOne = reader.ReadFixed64() == Magic;
            var text = reader.ReadLengthPrefixed();
            var end = reader.Position;
            return isOne && Crc32C.Of(bytes.AsSpan(0, end)) == reader.ReadFixed32() ? Encoding.UTF8.GetString(text) : Unreadable(disk);
        }
        catch (WireFormatException)
        {
            return Unreadable(disk);
        }
    }

    /// <summary>Takes the space that it needs, if it is not there.</summary>
    /// <exception cref="DiskFullException">There is no space for it.</exception>
    public static void Reserve(IDisk disk)
    {
        if (!disk.Exists(FileName) && !disk.Exists(ReserveName))
        {
            AtomicFile.Replace(disk, ReserveName, new byte[Bytes]);
        }
    }

    /// <summary>Writes why; durable when this returns.</summary>
    /// <exception cref="DiskFullException">It was there, and there is no space for another text; what was there is as it was.</exception>
    public static void Write(IDisk disk, string why)
    {
        var bytes = Encode(why);
        if (!disk.Exists(ReserveName))
        {
            AtomicFile.Replace(disk, FileName, bytes);
            return;
        }

        using (var file = disk.Open(ReserveName))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        disk.Rename(ReserveName, FileName);
        disk.SyncFolder();
    }

    /// <summary>Ends it, and keeps its space; durable when this returns.</summary>
    public static void Delete(IDisk disk)
    {
        disk.Rename(FileName, ReserveName);
        disk.SyncFolder();
    }

    private static byte[] Encode(string why)
    {
        var text = Encoding.UTF8.GetBytes(why);
        var writer = new CanonicalWriter(Bytes);
        writer.WriteFixed64(Magic);
        writer.WriteLengthPrefixed(text.AsSpan(0, Math.Min(text.Length, MaxTextBytes)));
        writer.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        var bytes = new byte[Bytes];
        writer.WrittenSpan.CopyTo(bytes);
        return bytes;
    }

    private static string Unreadable(IDisk disk) => $"'{disk.PathOf(FileName)}' is there and damaged, so why is not known any more.";
}
