namespace PaxosGen.Storage;

/// <summary>The bytes of a file of a <see cref="MemoryDisk"/>: visible ones, durable ones, and the writes in between.</summary>
internal sealed class MemoryFile
{
    /// <summary>Stands for what is written of zeros, so that zeroing ahead copies nothing.</summary>
    private static readonly byte[] Zeros = new byte[256 << 10];

    private readonly List<(long Offset, ReadOnlyMemory<byte> Bytes)> _pending = [];
    private MemoryPages _visible = new();
    private readonly MemoryPages _durable = new();

    public MemoryFile(ReadOnlySpan<byte> bytes)
    {
        _visible.Write(0, bytes);
        _durable.Write(0, bytes);
    }

    public long Length => _visible.Length;

    /// <summary>Copies visible bytes to a buffer.</summary>
    /// <returns>How many: fewer than asked for at the end.</returns>
    public int Read(Span<byte> buffer, long offset) => _visible.Read(buffer, offset);

    /// <summary>A copy of what is visible.</summary>
    public byte[] ReadAll()
    {
        var bytes = new byte[_visible.Length];
        _visible.Read(bytes, 0);
        return bytes;
    }

    public void Extend(long length)
    {
        if (length > _visible.Length)
        {
            // A write of nothing at the new end: surviving or not, it is the length that does.
            Write([], length);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var isZero = bytes.Length <= Zeros.Length && !bytes.ContainsAnyExcept((byte)0);
        _visible.Write(offset, bytes);
        _pending.Add((offset, isZero ? Zeros.AsMemory(0, bytes.Length) : bytes.ToArray()));
    }

    public void Sync(string name, Action<string, long, ReadOnlyMemory<byte>>? onDurable)
    {
        foreach (var (offset, bytes) in _pending)
        {
            _durable.Write(offset, bytes.Span);
            onDurable?.Invoke(name, offset, bytes);
        }

        _pending.Clear();
        _durable.Extend(_visible.Length);
    }

    /// <summary>The worst of real kernels: pages of a failed sync count as clean, so they are seen but never written.</summary>
    public void FailSync() => _pending.Clear();

    public void Crash(Func<long, bool> keepsSector)
    {
        foreach (var (offset, bytes) in _pending)
        {
            if (bytes.Length == 0 && keepsSector(offset))
            {
                _durable.Extend(offset);
            }

            for (var from = 0L; from < bytes.Length;)
            {
                var to = Math.Min(bytes.Length, (offset + from) / MemoryDisk.SectorBytes * MemoryDisk.SectorBytes + MemoryDisk.SectorBytes - offset);
                if (keepsSector(offset + from))
                {
                    _durable.Write(offset + from, bytes.Span[(int)from..(int)to]);
                }

                from = to;
            }
        }

        _pending.Clear();
        _visible = _durable.Copy();
    }

    public void Corrupt(long offset, byte mask)
    {
        _visible.Flip(offset, mask);
        if (offset < _durable.Length)
        {
            _durable.Flip(offset, mask);
        }
    }
}
