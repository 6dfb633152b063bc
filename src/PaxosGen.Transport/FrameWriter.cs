using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PaxosGen.Transport;

/// <summary>
/// Writes frames one after the other: <c>length u32 | payload | CRC-32C u32</c>, low byte first. The length counts the
/// payload, whose first byte is its type; the checksum covers length and payload.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class FrameWriter
{
    /// <summary>What a frame adds to its payload, in bytes.</summary>
    public const int Overhead = 2 * sizeof(uint);

    // A buffer that one large frame has grown is not kept for the small ones after it.
    private const int KeepCapacity = 256 << 10;

    private CanonicalWriter _writer = new(4096);

    /// <summary>Bytes written so far.</summary>
    public int Length => _writer.Length;

    /// <summary>The frames; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _writer.WrittenMemory;

    /// <summary>Writes one frame whose payload <paramref name="write"/> makes, type first.</summary>
    public void Write<T>(T item, Action<CanonicalWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var start = _writer.Length;
        _writer.WriteFixed32(0);
        write(_writer, item);

        // The length is known only now. The writer has no way back, but its bytes are ours: nobody else sees them yet.
        var frame = MemoryMarshal.AsMemory(_writer.WrittenMemory).Span[start..];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - sizeof(uint)));
        _writer.WriteFixed32(Crc32C.Of(frame));
    }

    /// <summary>Forgets what has been written.</summary>
    public void Clear()
    {
        if (_writer.Length > KeepCapacity)
        {
            _writer = new CanonicalWriter(4096);
        }

        _writer.Clear();
    }
}
