using System.Buffers.Binary;

namespace PaxosGen.Storage;

/// <summary>
/// The newest start that was seen of each peer's store, in the file <c>peers</c>: a store that does not know it is an old
/// copy of its folder and has forgotten votes. Not thread-safe.
/// </summary>
public sealed class PeerStarts
{
    private const string FileName = "peers";
    private const ulong Magic = 0x5352_4545_5047_5850; // "PXGPEERS"
    private const uint FormatVersion = 1;
    private const int MaxPeers = 1024;

    private readonly IDisk _disk;
    private readonly SortedDictionary<(ReplicaId Replica, UInt128 Store), UInt128> _starts = [];

    internal PeerStarts(IDisk disk)
    {
        _disk = disk;
        if (disk.Exists(FileName))
        {
            Read(AtomicFile.ReadAll(disk, FileName));
        }
    }

    /// <summary>The newest start seen of a store of this replica, or null.</summary>
    public UInt128? Find(ReplicaId replica, StoreId store) => _starts.TryGetValue((replica, store.Value), out var nonce) ? nonce : null;

    /// <summary>The stores seen of a replica; more than one means that its folder was replaced.</summary>
    public IEnumerable<StoreId> StoresOf(ReplicaId replica) =>
        _starts.Keys.Where(key => key.Replica == replica).Select(key => new StoreId(key.Store));

    /// <summary>Remembers the newest start of a store; durable when this returns.</summary>
    /// <exception cref="DiskFullException">It is not remembered; ask again when there is space.</exception>
    public void Remember(ReplicaId replica, StoreId store, UInt128 nonce)
    {
        var key = (replica, store.Value);
        var known = _starts.TryGetValue(key, out var before);
        if (known && before == nonce)
        {
            return;
        }

        if (!known && _starts.Count == MaxPeers)
        {
            throw new StoreRefusedException($"'{_disk.PathOf(FileName)}' remembers {MaxPeers} stores already. Remove the stores of members that are gone for good.");
        }

        _starts[key] = nonce;
        try
        {
            AtomicFile.Replace(_disk, FileName, Encode());
        }
        catch (DiskFullException)
        {
            _ = known ? _starts[key] = before : default;
            if (!known)
            {
                _starts.Remove(key);
            }

            throw;
        }
    }

    private byte[] Encode()
    {
        var writer = new CanonicalWriter();
        writer.WriteFixed64(Magic);
        writer.WriteFixed32(FormatVersion);
        writer.WriteVarUInt((ulong)_starts.Count);
        foreach (var ((replica, store), nonce) in _starts)
        {
            writer.WriteVarUInt((ulong)replica.Value);
            writer.WriteFixed128(store);
            writer.WriteFixed128(nonce);
        }

        writer.WriteFixed32(Crc32C.Of(writer.WrittenSpan));
        return writer.ToArray();
    }

    private void Read(byte[] bytes)
    {
        try
        {
            var body = bytes.AsSpan(0, Math.Max(0, bytes.Length - sizeof(uint)));
            var reader = new CanonicalReader(body);
            if (reader.ReadFixed64() != Magic || Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(body.Length)))
            {
                throw new WireFormatException("its checksum is wrong.");
            }

            var version = reader.ReadFixed32();
            if (version > FormatVersion)
            {
                throw new StoreRefusedException($"'{_disk.PathOf(FileName)}' has format {version}; this build reads up to {FormatVersion}. Run the newer build that wrote it.");
            }

            for (var count = reader.ReadVarUInt(MaxPeers); count > 0; count--)
            {
                var replica = new ReplicaId((int)reader.ReadVarUInt(int.MaxValue));
                var store = reader.ReadFixed128();
                _starts[(replica, store)] = reader.ReadFixed128();
            }

            reader.EndOfInput();
        }
        catch (WireFormatException e)
        {
            throw new StoreDamagedException(
                _disk.PathOf(FileName), 0, $"{e.Message} Without it an old copy of a peer's folder could pass: make sure that no member was restored from a backup, then delete the file.");
        }
    }
}
