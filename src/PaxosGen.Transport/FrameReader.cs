using System.Buffers.Binary;

namespace PaxosGen.Transport;

/// <summary>
/// Collects received bytes and hands out whole frames whose checksum is right. Its memory follows what has arrived,
/// never what a length claims.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class FrameReader
{
    private const int InitialCapacity = 4096;
    private const int UsualCapacity = 64 << 10;

    private byte[] _buffer = new byte[InitialCapacity];
    private int _start;
    private int _end;

    /// <summary>Creates a reader.</summary>
    /// <param name="maxPayload">Longest payload of a frame, in bytes.</param>
    public FrameReader(int maxPayload)
    {
        MaxPayload = maxPayload;
    }

    /// <summary>Longest payload of a frame, in bytes; raised once the other end has said who it is.</summary>
    public int MaxPayload { get; set; }

    /// <summary>Bytes of memory held.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Bytes received and not yet taken.</summary>
    public ReadOnlySpan<byte> Received => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Where the next bytes go. Ends the life of frames handed out before.</summary>
    public Memory<byte> FreeSpace()
    {
        var waiting = _end - _start;
        if (_end == _buffer.Length && (waiting > _buffer.Length / 2 || _buffer.Length < UsualCapacity))
        {
            // What arrived filled it, so doubling stays a small multiple of what was sent.
            Move(waiting, _buffer.Length * 2);
        }
        else if (waiting == 0 && _buffer.Length > 4 * UsualCapacity)
        {
            Move(waiting, UsualCapacity);
        }
        else if (_start > 0 && waiting <= _buffer.Length / 2)
        {
            Array.Copy(_buffer, _start, _buffer, 0, waiting);
            (_start, _end) = (0, waiting);
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Says that so many bytes have been put into <see cref="FreeSpace"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes some bytes that precede all frames.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>The payload of the next frame, if all of it has arrived; valid until <see cref="FreeSpace"/>.</summary>
    /// <exception cref="WireFormatException">The bytes are no frame, too long, or damaged. The connection is of no more use.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> payload)
    {
        var size = SizeOfNext(_start);
        if (size == 0)
        {
            payload = default;
            return false;
        }

        payload = _buffer.AsMemory(_start + sizeof(uint), size - FrameWriter.Overhead);
        _start += size;
        return true;
    }

    /// <summary>
    /// All frames that have arrived whole, to be walked with <see cref="NextOf"/>; valid until <see cref="FreeSpace"/>.
    /// A bad frame is reported by the call after the good ones before it were taken.
    /// </summary>
    /// <exception cref="WireFormatException">The next bytes are no frame, too long, or damaged.</exception>
    public ReadOnlyMemory<byte> TakeFrames()
    {
        var position = _start;
        try
        {
            int size;
            while ((size = SizeOfNext(position)) > 0)
            {
                position += size;
            }
        }
        catch (WireFormatException) when (position > _start)
        {
            // Found again, at the front, by the next call.
        }

        var frames = _buffer.AsMemory(_start, position - _start);
        _start = position;
        return frames;
    }

    /// <summary>Cuts the first frame off what <see cref="TakeFrames"/> returned, and gives its payload.</summary>
    public static ReadOnlyMemory<byte> NextOf(ref ReadOnlyMemory<byte> frames)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(frames.Span);
        var payload = frames.Slice(sizeof(uint), length);
        frames = frames[(length + FrameWriter.Overhead)..];
        return payload;
    }

    private void Move(int waiting, int capacity)
    {
        var buffer = new byte[capacity];
        Array.Copy(_buffer, _start, buffer, 0, waiting);
        (_buffer, _start, _end) = (buffer, 0, waiting);
    }

    // 0 while bytes are missing.
    private int SizeOfNext(int position)
    {
        var bytes = _buffer.AsSpan(position, _end - position);
        if (bytes.Length < sizeof(uint))
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length == 0 || length > (uint)MaxPayload)
        {
            throw new WireFormatException($"A frame of {length} bytes; allowed are 1 to {MaxPayload}.");
        }

        var size = (int)length + FrameWriter.Overhead;
        if (bytes.Length < size)
        {
            return 0;
        }

        var checkedBytes = bytes[..(size - sizeof(uint))];
        if (Crc32C.Of(checkedBytes) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[checkedBytes.Length..]))
        {
            throw new WireFormatException("A frame with a wrong checksum.");
        }

        return size;
    }
}
