namespace PaxosGen.Storage;

/// <summary>The segment that batches are appended to.</summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>
    /// Zeros written ahead of the batches, in the same sync: the first write to preallocated space costs a change of
    /// metadata, so that 8 KiB and sync took 1.6 times as long without (docs/decisions/002).
    /// </summary>
    private const int ZeroedAhead = 256 << 10;

    private static readonly byte[] Zeros = new byte[ZeroedAhead];

    private readonly IDiskFile _file;
    private long _zeroedThrough;

    private SegmentWriter(IDiskFile file, long number, long length, long position)
    {
        _file = file;
        Number = number;
        Length = length;
        Position = _zeroedThrough = position;
    }

    public long Number { get; }

    public long Length { get; }

    /// <summary>Where the next batch goes; all before is durable.</summary>
    public long Position { get; private set; }

    /// <summary>Goes on with a segment that was recovered.</summary>
    public static SegmentWriter Open(IDisk disk, Segment segment, long position) =>
        new(disk.Open(SegmentHeader.FileName(segment.Number)), segment.Number, segment.Length, position);

    /// <summary>Makes a segment of the space taken for it; durable when this returns.</summary>
    public static SegmentWriter Create(IDisk disk, SegmentHeader header, SegmentSpace space)
    {
        space.Become(disk, header);

        // Opened anew: what fails later is to be told by the name that the file has.
        return new SegmentWriter(disk.Open(SegmentHeader.FileName(header.Number)), header.Number, header.Length, WriteAheadLog.BlockBytes);
    }

    /// <summary>Whether so many bytes still fit.</summary>
    public bool HasRoom(long bytes) => Position + bytes <= Length;

    /// <summary>Writes a batch with its marker, whole blocks; durable when this returns.</summary>
    public void Write(ReadOnlySpan<byte> batch)
    {
        Invariant.Check(HasRoom(batch.Length) && batch.Length % WriteAheadLog.BlockBytes == 0);
        var end = Position + batch.Length;
        _file.Write(batch, Position);
        if (end > _zeroedThrough)
        {
            var count = (int)Math.Min(ZeroedAhead, Length - end);
            _file.Write(Zeros.AsSpan(0, count), end);
            _zeroedThrough = end + count;
        }

        _file.Sync();
        Position = end;
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}
