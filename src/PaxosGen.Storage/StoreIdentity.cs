using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace PaxosGen.Storage;

/// <summary>Who a data folder is, in the file <c>identity</c>. Immutable.</summary>
public sealed record StoreIdentity
{
    /// <summary>How many starts are remembered.</summary>
    public const int MaxStarts = 64;

    /// <summary>The name of the file.</summary>
    internal const string FileName = "identity";

    private const ulong Magic = 0x5444_4947_5850_0101; // "\1\1PXGIDT"
    private const uint FormatVersion = 1;

    /// <summary>The cluster that the replica belongs to.</summary>
    public required ClusterId Cluster { get; init; }

    /// <summary>The cluster's name, as its operator gave it.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The replica that votes with this folder.</summary>
    public required ReplicaId Replica { get; init; }

    /// <summary>128 random bits, made with the folder.</summary>
    public required StoreId Store { get; init; }

    /// <summary>The membership that the folder was made with; addresses may have changed since.</summary>
    public required Membership Founding { get; init; }

    /// <summary>The schema of the state machine whose commands and snapshots are in the folder.</summary>
    public required string Schema { get; init; }

    /// <summary>
    /// One random value for each of the last starts, oldest first, synced before the start sends anything. A peer that
    /// remembers a newer one than these faces an old copy of the folder. Empty until the folder is complete.
    /// </summary>
    public ImmutableArray<UInt128> Starts { get; init; } = [];

    /// <summary>Goes into the checksums of everything that votes, so that the bytes of another store do not pass for this one's.</summary>
    internal uint ChecksumSeed
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(bytes, Store.Value);
            return Crc32C.Of(bytes);
        }
    }

    /// <inheritdoc />
    public bool Equals(StoreIdentity? other) => other is not null && Encode().AsSpan().SequenceEqual(other.Encode());

    /// <inheritdoc />
    public override int GetHashCode() => Store.GetHashCode();

    /// <summary>Reads the identity of a folder.</summary>
    internal static StoreIdentity Read(IDisk disk)
    {
        var path = disk.PathOf(FileName);
        if (!disk.Exists(FileName))
        {
            throw new StoreRefusedException($"There is no '{path}': the folder holds no store. Name the right folder, or create a store in an empty one.");
        }

        var bytes = AtomicFile.ReadAll(disk, FileName);
        try
        {
            var reader = new CanonicalReader(bytes.AsSpan(0, Math.Max(0, bytes.Length - sizeof(uint))));
            if (reader.ReadFixed64() != Magic || Crc32C.Of(bytes.AsSpan(0, bytes.Length - sizeof(uint))) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - sizeof(uint))))
            {
                throw new StoreDamagedException(path, 0, $"its checksum is wrong. {StoreDamagedException.NeverVoteAgain}");
            }

            var version = reader.ReadFixed32();
            return version <= FormatVersion
                ? Decode(ref reader)
                : throw new StoreRefusedException($"'{path}' has format {version}; this build reads up to {FormatVersion}. Run the newer build that wrote it.");
        }
        catch (WireFormatException e)
        {
            throw new StoreDamagedException(path, 0, $"{e.Message} {StoreDamagedException.NeverVoteAgain}");
        }
    }

    /// <summary>Adds a start; the oldest is forgotten beyond <see cref="MaxStarts"/>.</summary>
    internal StoreIdentity WithStart(UInt128 nonce) => this with { Starts = [.. Starts.Skip(Math.Max(0, Starts.Length + 1 - MaxStarts)), nonce] };

    /// <summary>Writes the identity; durable when this returns.</summary>
    internal void Write(IDisk disk) => AtomicFile.Replace(disk, FileName, Encode());

    internal byte[] Encode()
    {
        var writer = new CanonicalWriter(1024);
        writer.WriteFixed64(Magic);
        writer.WriteFixed32(FormatVersion);
        writer.WriteFixed128(Cluster.Value);
        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(ClusterName));
        writer.WriteVarUInt((ulong)Replica.Value);
        writer.WriteFixed128(Store.Value);
        Founding.WriteTo(writer);
        writer.WriteVarUInt((ulong)Starts.Length);
        foreach (var start in Starts)
        {
            writer.WriteFixed128(start);
        }

        writer.WriteLengthPrefixed(Encoding.UTF8.GetBytes(Schema));
        writer.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        return writer.ToArray();
    }

    private static StoreIdentity Decode(ref CanonicalReader reader)
    {
        var cluster = new ClusterId(reader.ReadFixed128());
        var name = Encoding.UTF8.GetString(reader.ReadLengthPrefixed());
        var replica = new ReplicaId((int)reader.ReadVarUInt(int.MaxValue));
        var store = new StoreId(reader.ReadFixed128());
        var founding = Membership.ReadFrom(ref reader);
        var starts = ImmutableArray.CreateBuilder<UInt128>();
        for (var count = reader.ReadVarUInt(MaxStarts); count > 0; count--)
        {
            starts.Add(reader.ReadFixed128());
        }

        var schema = Encoding.UTF8.GetString(reader.ReadLengthPrefixed());
        reader.EndOfInput();
        return new StoreIdentity
        {
            Cluster = cluster,
            ClusterName = name,
            Replica = replica,
            Store = store,
            Founding = founding,
            Starts = starts.ToImmutable(),
            Schema = schema,
        };
    }
}
