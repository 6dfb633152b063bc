namespace PaxosGen.Storage;

/// <summary>The first block of a segment: whose it is, and where the chain of batches stood when it was made.</summary>
internal sealed record SegmentHeader
{
    private const ulong Magic = 0x4D47_4553_4758_5001; // "\1PXGSEGM"
    private const int FormatVersion = 1;
    private const string Suffix = ".log";

    /// <summary>Length of an encoded header, checksum included. Headers of later formats keep it: no number is believed before its checksum.</summary>
    public const int Bytes = 120;

    public required ClusterId Cluster { get; init; }

    public required StoreId Store { get; init; }

    public required long Number { get; init; }

    public required long Length { get; init; }

    /// <summary>The last batch of the segment before.</summary>
    public required BatchChain Previous { get; init; }

    public required Slot TruncatedThrough { get; init; }

    public required Slot ChosenThrough { get; init; }

    /// <summary>The name of a segment's file.</summary>
    public static string FileName(long number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number:d16}{Suffix}");

    /// <summary>The number in the name of a segment's file; false for other files.</summary>
    public static bool TryParseFileName(string name, out long number)
    {
        number = 0;
        return name.Length == 16 + Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 16), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
    }

    public byte[] Encode()
    {
        var writer = new CanonicalWriter();
        writer.WriteFixed64(Magic);
        writer.WriteFixed32(FormatVersion);
        writer.WriteFixed128(Cluster.Value);
        writer.WriteFixed128(Store.Value);
        writer.WriteFixed64((ulong)Number);
        writer.WriteFixed64((ulong)Length);
        writer.WriteFixed128(Previous.Hash);
        writer.WriteFixed64((ulong)Previous.Sequence);
        writer.WriteFixed64((ulong)Previous.Slots.First.Value);
        writer.WriteFixed64((ulong)Previous.Slots.Last.Value);
        writer.WriteFixed64((ulong)TruncatedThrough.Value);
        writer.WriteFixed64((ulong)ChosenThrough.Value);
        writer.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        return writer.ToArray();
    }

    /// <summary>Reads the header of a segment and refuses it unless it is this store's.</summary>
    /// <exception cref="StoreDamagedException">The bytes are no header, or another segment's.</exception>
    /// <exception cref="StoreRefusedException">It is another store's or of a newer format.</exception>
    public static SegmentHeader Read(ReadOnlySpan<byte> bytes, string path, long number, ClusterId cluster, StoreId store)
    {
        try
        {
            var reader = new CanonicalReader(bytes);
            var magic = reader.ReadFixed64();
            var version = reader.ReadFixed32();
            var isWhole = bytes.Length >= Bytes && new CanonicalReader(bytes[(Bytes - sizeof(uint))..Bytes]).ReadFixed32() == Crc32C.Of(bytes[..(Bytes - sizeof(uint))]);
            if (magic == Magic && isWhole && version > FormatVersion)
            {
                throw new StoreRefusedException($"'{path}' has log format {version}; this build reads {FormatVersion}. Run the newer build that wrote it.");
            }

            var header = new SegmentHeader
            {
                Cluster = new ClusterId(reader.ReadFixed128()),
                Store = new StoreId(reader.ReadFixed128()),
                Number = (long)reader.ReadFixed64(),
                Length = (long)reader.ReadFixed64(),
                Previous = new BatchChain(
                    reader.ReadFixed128(), (long)reader.ReadFixed64(), new SlotRun(new Slot((long)reader.ReadFixed64()), new Slot((long)reader.ReadFixed64()))),
                TruncatedThrough = new Slot((long)reader.ReadFixed64()),
                ChosenThrough = new Slot((long)reader.ReadFixed64()),
            };
            if (!isWhole || magic != Magic || version != FormatVersion || header.Number != number)
            {
                throw new StoreDamagedException(path, 0, $"this is not the header of segment {number}. {StoreDamagedException.NeverVoteAgain}");
            }

            return header.Cluster == cluster && header.Store == store
                ? header
                : throw new StoreRefusedException($"'{path}' belongs to store {header.Store} of cluster {header.Cluster}, not to {store} of {cluster}. Put the right file back.");
        }
        catch (WireFormatException)
        {
            throw new StoreDamagedException(path, 0, $"the file is too short for a segment. {StoreDamagedException.NeverVoteAgain}");
        }
    }
}

/// <summary>Where the chain of batches stands: what the next batch says of the one before it.</summary>
internal readonly record struct BatchChain(UInt128 Hash, long Sequence, SlotRun Slots);
