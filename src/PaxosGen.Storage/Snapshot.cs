using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;

namespace PaxosGen.Storage;

/// <summary>A snapshot in its file, open for reading; stays readable when newer ones replace it. Thread-safe for reading.</summary>
public sealed class Snapshot : IDisposable
{
    /// <summary>What one checksum covers.</summary>
    public const int ChunkBytes = 256 << 10;

    /// <summary>
    /// Metadata of a snapshot of a state that came of applying the log of its own store, whatever that had been truncated through: the log holds the chosen
    /// value of every slot after that through the snapshot's.
    /// </summary>
    public static ReadOnlyMemory<byte> OfOwnLog { get; } = new byte[] { 1 };

    /// <summary>Metadata of a snapshot that came from a peer: what the log holds below its slot need not be chosen.</summary>
    public static ReadOnlyMemory<byte> OfPeer { get; } = new byte[] { 2 };

    /// <summary>Whether it was made from the log of its own store.</summary>
    public bool IsOfOwnLog => Metadata.Span.SequenceEqual(OfOwnLog.Span);

    private const ulong Magic = 0x5041_4E53_4758_5001; // "\1PXGSNAP"
    private const uint FormatVersion = 1;
    private const int PreludeBytes = 16;

    private readonly IDiskFile _file;
    private readonly string _path;
    private readonly long _stateAt;
    private readonly ImmutableArray<uint> _checksums;

    private Snapshot(IDiskFile file, string path, Slot slot, ReadOnlySpan<byte> header, ClusterId cluster)
    {
        _file = file;
        _path = path;
        _stateAt = PreludeBytes + header.Length;
        var reader = new CanonicalReader(header);
        var version = reader.ReadFixed32();
        if (version > FormatVersion)
        {
            throw new StoreRefusedException($"'{path}' has snapshot format {version}; this build reads up to {FormatVersion}. Run the newer build that wrote it.");
        }

        var found = new ClusterId(reader.ReadFixed128());
        if (found != cluster)
        {
            throw new StoreRefusedException($"'{path}' is a snapshot of cluster {found}, not of {cluster}. Put the right file back.");
        }

        Slot = new Slot((long)reader.ReadFixed64());
        if (Slot != slot)
        {
            throw new WireFormatException($"it holds slot {Slot}.");
        }

        Configuration = Configuration.ReadFrom(ref reader);
        Metadata = reader.ReadLengthPrefixed().ToArray();
        StateBytes = (long)reader.ReadVarUInt(long.MaxValue);
        Hash = reader.ReadFixed128();
        var checksums = ImmutableArray.CreateBuilder<uint>();
        for (var chunk = 0; chunk < ChunkCount; chunk++)
        {
            checksums.Add(reader.ReadFixed32());
        }

        reader.EndOfInput();
        _checksums = checksums.ToImmutable();
    }

    /// <summary>The state is that after this slot.</summary>
    public Slot Slot { get; }

    /// <summary>The configuration after the slot.</summary>
    public Configuration Configuration { get; }

    /// <summary>What the writer wanted to keep beside the state.</summary>
    public ReadOnlyMemory<byte> Metadata { get; }

    /// <summary>The length of the state.</summary>
    public long StateBytes { get; }

    /// <summary>XxHash128 of the state.</summary>
    public UInt128 Hash { get; }

    /// <summary>How many chunks of <see cref="ChunkBytes"/> the state has; the last may be shorter.</summary>
    public int ChunkCount => checked((int)((StateBytes + ChunkBytes - 1) / ChunkBytes));

    /// <summary>Reads one chunk of the state and checks it.</summary>
    /// <exception cref="StoreDamagedException">It is not what was written.</exception>
    public byte[] ReadChunk(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ChunkCount);
        var chunk = new byte[Math.Min(ChunkBytes, StateBytes - (long)index * ChunkBytes)];
        ReadChunk(index, chunk);
        return chunk;
    }

    /// <summary>Reads and checks bytes of the state from <paramref name="offset"/> on: so many, or fewer at the end of a chunk.</summary>
    /// <exception cref="StoreDamagedException">They are not what was written.</exception>
    public ReadOnlyMemory<byte> Read(long offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var chunk = ReadChunk(checked((int)(offset / ChunkBytes)));
        var start = (int)(offset % ChunkBytes);
        return chunk.AsMemory(start, Math.Min(count, chunk.Length - start));
    }

    /// <summary>Reads the whole state and checks it.</summary>
    /// <exception cref="StoreDamagedException">It is not what was written.</exception>
    public byte[] ReadState()
    {
        var state = new byte[StateBytes];
        for (var index = 0; index < ChunkCount; index++)
        {
            ReadChunk(index, state.AsSpan(index * ChunkBytes, Math.Min(ChunkBytes, state.Length - index * ChunkBytes)));
        }

        return XxHash128.HashToUInt128(state) == Hash ? state : throw Damaged(_path, _stateAt, "the hash of the state is wrong");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>What stands before the state.</summary>
    internal static byte[] EncodeHeader(ClusterId cluster, Slot slot, Configuration configuration, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> state)
    {
        var writer = new CanonicalWriter(1024);
        writer.WriteFixed32(FormatVersion);
        writer.WriteFixed128(cluster.Value);
        writer.WriteFixed64((ulong)slot.Value);
        configuration.WriteTo(writer);
        writer.WriteLengthPrefixed(metadata);
        writer.WriteVarUInt((ulong)state.Length);
        writer.WriteFixed128(XxHash128.HashToUInt128(state));
        for (var rest = state; rest.Length > 0; rest = rest[Math.Min(ChunkBytes, rest.Length)..])
        {
            writer.WriteFixed32(Crc32C.Of(rest[..Math.Min(ChunkBytes, rest.Length)]));
        }

        var prelude = new CanonicalWriter(PreludeBytes + writer.Length);
        prelude.WriteFixed64(Magic);
        prelude.WriteFixed32((uint)writer.Length);
        prelude.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        prelude.WriteRaw(writer.WrittenSpan);
        return prelude.ToArray();
    }

    /// <summary>Opens a snapshot and checks all of it.</summary>
    /// <exception cref="StoreDamagedException">It is not what was written.</exception>
    /// <exception cref="StoreRefusedException">It is another cluster's or of a newer format.</exception>
    internal static Snapshot Open(IDisk disk, string name, Slot slot, ClusterId cluster)
    {
        var file = disk.Open(name);
        try
        {
            var snapshot = OpenHeader(file, disk.PathOf(name), slot, cluster);
            snapshot.CheckAll();
            return snapshot;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Snapshot OpenHeader(IDiskFile file, string path, Slot slot, ClusterId cluster)
    {
        Span<byte> prelude = stackalloc byte[PreludeBytes];
        if (file.Read(prelude, 0) < PreludeBytes || BinaryPrimitives.ReadUInt64LittleEndian(prelude) != Magic)
        {
            throw Damaged(path, 0, "it does not start like a snapshot");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(prelude[8..]);
        if (length > file.Length - PreludeBytes || length > Array.MaxLength)
        {
            throw Damaged(path, 8, "it is shorter than its header");
        }

        var header = new byte[length];
        if (file.Read(header, PreludeBytes) < length || Crc32C.Of(header) != BinaryPrimitives.ReadUInt32LittleEndian(prelude[12..]))
        {
            throw Damaged(path, PreludeBytes, "the checksum of its header is wrong");
        }

        try
        {
            return new Snapshot(file, path, slot, header, cluster);
        }
        catch (WireFormatException e)
        {
            throw Damaged(path, PreludeBytes, e.Message);
        }
    }

    private void CheckAll()
    {
        var hash = new XxHash128();
        var buffer = new byte[Math.Min(ChunkBytes, StateBytes)];
        for (var index = 0; index < ChunkCount; index++)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkBytes, StateBytes - (long)index * ChunkBytes));
            ReadChunk(index, chunk);
            hash.Append(chunk);
        }

        if (hash.GetCurrentHashAsUInt128() != Hash || _file.Length != _stateAt + StateBytes)
        {
            throw Damaged(_path, _stateAt, "the hash or the length of the state is wrong");
        }
    }

    private void ReadChunk(int index, Span<byte> chunk)
    {
        var offset = _stateAt + (long)index * ChunkBytes;
        if (_file.Read(chunk, offset) < chunk.Length || Crc32C.Of(chunk) != _checksums[index])
        {
            throw Damaged(_path, offset, "the checksum of the state there is wrong");
        }
    }

    private static StoreDamagedException Damaged(string path, long offset, string what) =>
        new(path, offset, $"{what}. A peer's snapshot can take its place: remove this member and add it again under a new replica id with an empty folder.");
}
