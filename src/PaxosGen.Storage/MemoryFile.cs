namespace PaxosGen.Storage;

/// <summary>The bytes of a file of a <see cref="MemoryDisk"/>: visible ones, durable ones, and the writes in between.</summary>
internal sealed class MemoryFile
{
    private readonly List<(long Offset, byte[] Bytes)> _pending = [];
    private byte[] _visible;
    private byte[] _durable;
    private int _length;

    public MemoryFile(ReadOnlySpan<byte> bytes)
    {
        _visible = bytes.ToArray();
        _durable = bytes.ToArray();
        _length = bytes.Length;
    }

    public ReadOnlySpan<byte> Visible => _visible.AsSpan(0, _length);

    public void Extend(long length)
    {
        if (length > _length)
        {
            // A write of nothing at the new end: surviving or not, it is the length that does.
            Write([], length);
        }
    }

    public void Write(byte[] bytes, long offset)
    {
        Apply(ref _visible, offset, bytes);
        _length = (int)Math.Max(_length, offset + bytes.Length);
        _pending.Add((offset, bytes));
    }

    public void Sync(string name, Action<string, long, ReadOnlyMemory<byte>>? onDurable)
    {
        foreach (var (offset, bytes) in _pending)
        {
            Apply(ref _durable, offset, bytes);
            onDurable?.Invoke(name, offset, bytes);
        }

        _pending.Clear();
        Array.Resize(ref _durable, _length);
    }

    /// <summary>The worst of real kernels: pages of a failed sync count as clean, so they are seen but never written.</summary>
    public void FailSync() => _pending.Clear();

    public void Crash(Func<long, bool> keepsSector)
    {
        foreach (var (offset, bytes) in _pending)
        {
            if (bytes.Length == 0 && keepsSector(offset))
            {
                Apply(ref _durable, offset, bytes);
            }

            for (var from = 0L; from < bytes.Length;)
            {
                var to = Math.Min(bytes.Length, (offset + from) / MemoryDisk.SectorBytes * MemoryDisk.SectorBytes + MemoryDisk.SectorBytes - offset);
                if (keepsSector(offset + from))
                {
                    Apply(ref _durable, offset + from, bytes.AsSpan((int)from, (int)(to - from)));
                }

                from = to;
            }
        }

        _pending.Clear();
        _visible = [.. _durable];
        _length = _durable.Length;
    }

    public void Corrupt(long offset, byte mask)
    {
        _visible[offset] ^= mask;
        if (offset < _durable.Length)
        {
            _durable[offset] ^= mask;
        }
    }

    private static void Apply(ref byte[] image, long offset, ReadOnlySpan<byte> bytes)
    {
        if (image.Length < offset + bytes.Length)
        {
            Array.Resize(ref image, (int)(offset + bytes.Length));
        }

        bytes.CopyTo(image.AsSpan((int)offset));
    }
}
