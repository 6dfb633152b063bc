namespace PaxosGen.Storage;

/// <summary>
/// Which segments the log consists of and what is truncated, in the file <c>extent</c>. It tells a segment that was
/// being made or deleted in a crash from one that somebody lost, and a torn tail from damage in a finished segment.
/// </summary>
internal sealed class LogExtent : IDisposable
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "extent";

    private const ulong Magic = 0x5458_4547_5850_0101; // "\1\1PXGEXT"

    private readonly DoubleBlock _block;
    private readonly CanonicalWriter _writer = new(32);

    private LogExtent(DoubleBlock block, Slot truncatedThrough, long firstSegment, long lastSegment)
    {
        _block = block;
        TruncatedThrough = truncatedThrough;
        FirstSegment = firstSegment;
        LastSegment = lastSegment;
    }

    /// <summary>Slots up to here are in the snapshot only.</summary>
    public Slot TruncatedThrough { get; private set; }

    /// <summary>The oldest segment that must be there; 1 in an empty log.</summary>
    public long FirstSegment { get; private set; }

    /// <summary>The newest segment that may hold batches; 0 in an empty log.</summary>
    public long LastSegment { get; private set; }

    /// <summary>Creates the file of an empty log.</summary>
    public static LogExtent Create(IDisk disk, uint seed)
    {
        var writer = new CanonicalWriter(32);
        Write(writer, Slot.None, 1, 0);
        return new LogExtent(DoubleBlock.Create(disk, FileName, Magic, seed, writer.WrittenSpan), Slot.None, 1, 0);
    }

    /// <summary>Opens the file.</summary>
    /// <exception cref="StoreDamagedException">Which segments there must be cannot be told any more.</exception>
    public static LogExtent Open(IDisk disk, uint seed)
    {
        var block = DoubleBlock.Open(disk, FileName, Magic, seed, StoreDamagedException.NeverVoteAgain, out var value);
        var reader = new CanonicalReader(value);
        var truncatedThrough = new Slot((long)reader.ReadVarUInt(long.MaxValue));
        var first = (long)reader.ReadVarUInt(long.MaxValue);
        var last = (long)reader.ReadVarUInt(long.MaxValue);
        reader.EndOfInput();
        return new LogExtent(block, truncatedThrough, first, last);
    }

    /// <summary>Replaces the value; durable when this returns.</summary>
    public void Write(Slot truncatedThrough, long firstSegment, long lastSegment)
    {
        Invariant.Check(truncatedThrough >= TruncatedThrough && firstSegment >= FirstSegment && lastSegment >= LastSegment);
        _writer.Clear();
        Write(_writer, truncatedThrough, firstSegment, lastSegment);
        _block.Write(_writer.WrittenSpan);
        TruncatedThrough = truncatedThrough;
        FirstSegment = firstSegment;
        LastSegment = lastSegment;
    }

    /// <inheritdoc />
    public void Dispose() => _block.Dispose();

    private static void Write(CanonicalWriter writer, Slot truncatedThrough, long firstSegment, long lastSegment)
    {
        writer.WriteVarUInt((ulong)truncatedThrough.Value);
        writer.WriteVarUInt((ulong)firstSegment);
        writer.WriteVarUInt((ulong)lastSegment);
    }
}
