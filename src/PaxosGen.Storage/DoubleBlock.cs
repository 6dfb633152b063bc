namespace PaxosGen.Storage;

/// <summary>
/// A small value that is overwritten in place and never lost: two blocks 4 KiB apart, each with the whole value, a
/// counter and a checksum, written and synced one after the other. A crash tears at most one of them. Its space is taken
/// when it is created, so a full disk cannot stop it from changing.
/// </summary>
internal sealed class DoubleBlock : IDisposable
{
    /// <summary>Bytes from one block to the other.</summary>
    public const int BlockBytes = 4096;

    private const int MaxValueBytes = 512;

    private readonly IDiskFile _file;
    private readonly ulong _magic;
    private readonly uint _seed;
    private readonly CanonicalWriter _writer = new(MaxValueBytes);
    private ulong _counter;
    private int _older;

    private DoubleBlock(IDiskFile file, ulong magic, uint seed)
    {
        _file = file;
        _magic = magic;
        _seed = seed;
    }

    /// <summary>Creates the file with a first value, replacing one that was left by an unfinished creation.</summary>
    /// <param name="disk">The folder, to be synced by the caller.</param>
    /// <param name="name">The file.</param>
    /// <param name="magic">What kind of value it holds.</param>
    /// <param name="seed">Checksum of what the value belongs to, so that another store's file does not pass.</param>
    /// <param name="value">The first value.</param>
    public static DoubleBlock Create(IDisk disk, string name, ulong magic, uint seed, ReadOnlySpan<byte> value)
    {
        if (disk.Exists(name))
        {
            disk.Delete(name);
        }

        var block = new DoubleBlock(disk.Create(name), magic, seed);
        block._file.Preallocate(2 * BlockBytes);
        block.Write(value);
        return block;
    }

    /// <summary>Opens the file and returns its newest value, made durable again.</summary>
    /// <exception cref="StoreDamagedException">It is missing, or neither block is whole.</exception>
    public static DoubleBlock Open(IDisk disk, string name, ulong magic, uint seed, string advice, out byte[] value)
    {
        if (!disk.Exists(name))
        {
            throw new StoreDamagedException(disk.PathOf(name), 0, $"the file is missing. {advice}");
        }

        var block = new DoubleBlock(disk.Open(name), magic, seed);
        var first = block.Read(0);
        var second = block.Read(1);
        if (first is null && second is null)
        {
            block.Dispose();
            throw new StoreDamagedException(disk.PathOf(name), 0, $"neither of its two blocks is whole. {advice}");
        }

        var firstIsNewest = second is null || (first is not null && first.Value.Counter >= second.Value.Counter);
        var newest = firstIsNewest ? first!.Value : second!.Value;
        block._counter = newest.Counter;
        block._older = firstIsNewest ? 1 : 0;
        value = newest.Value;

        // What was read may be in memory only, after a sync that failed or never came; what is answered must be on disk.
        block.Write(value);
        return block;
    }

    /// <summary>Replaces the value; durable when this returns.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        Invariant.Check(value.Length <= MaxValueBytes);
        _counter++;

        // The older block first: should the newer one be all that is durable, it must not be the one that is torn.
        WriteBlock(_older, value);
        WriteBlock(1 - _older, value);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private void WriteBlock(int index, ReadOnlySpan<byte> value)
    {
        _writer.Clear();
        _writer.WriteFixed64(_magic);
        _writer.WriteFixed64(_counter);
        _writer.WriteLengthPrefixed(value);
        _writer.WriteFixed32(Crc32C.Of(_seed, _writer.WrittenSpan));
        _file.Write(_writer.WrittenSpan, index * BlockBytes);
        _file.Sync();
    }

    private (ulong Counter, byte[] Value)? Read(int index)
    {
        Span<byte> bytes = stackalloc byte[MaxValueBytes + 64];
        bytes = bytes[.._file.Read(bytes, index * BlockBytes)];
        try
        {
            var reader = new CanonicalReader(bytes);
            var magic = reader.ReadFixed64();
            var counter = reader.ReadFixed64();
            var value = reader.ReadLengthPrefixed().ToArray();
            var end = reader.Position;
            return magic == _magic && reader.ReadFixed32() == Crc32C.Of(_seed, bytes[..end]) ? (counter, value) : null;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
