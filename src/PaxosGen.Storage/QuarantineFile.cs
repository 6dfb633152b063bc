using System.Buffers.Binary;
using System.Text;

namespace PaxosGen.Storage;

/// <summary>
/// The file <c>quarantine</c>: while it is there, the replica differs from the others. It says why, for people.
/// </summary>
internal static class QuarantineFile
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "quarantine";

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
            var reader = new CanonicalReader(bytes.AsSpan(0, Math.Max(0, bytes.Length - sizeof(uint))));
            return reader.ReadFixed64() == Magic && Crc32C.Of(bytes.AsSpan(0, bytes.Length - sizeof(uint))) == BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(uint)))
                ? Encoding.UTF8.GetString(reader.ReadLengthPrefixed())
                : Unreadable(disk);
        }
        catch (WireFormatException)
        {
            return Unreadable(disk);
        }
    }

    /// <summary>Writes why; durable when this returns.</summary>
    /// <exception cref="DiskFullException">There is no space for it; what was there is as it was.</exception>
    public static void Write(IDisk disk, string why)
    {
        var writer = new CanonicalWriter(256);
        writer.WriteFixed64(Magic);
        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(why));
        writer.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        AtomicFile.Replace(disk, FileName, writer.ToArray());
    }

    /// <summary>Deletes it; durable when this returns.</summary>
    public static void Delete(IDisk disk)
    {
        disk.Delete(FileName);
        disk.SyncFolder();
    }

    private static string Unreadable(IDisk disk) => $"'{disk.PathOf(FileName)}' is there and damaged, so why is not known any more.";
}
