using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PaxosGen;

/// <summary>
/// Writes the canonical encoding into a buffer of its own that grows as needed and can be used again. This part has the
/// raw forms; fields of messages are in the other parts.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed partial class CanonicalWriter
{
    private const int MaxVarUIntBytes = 10;
    private const int MaxHeaderBytes = 5;

    private byte[] _buffer;
    private int _position;

    /// <summary>Creates a writer.</summary>
    /// <param name="initialCapacity">Bytes to start with.</param>
    public CanonicalWriter(int initialCapacity = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCapacity);
        _buffer = initialCapacity == 0 ? [] : new byte[initialCapacity];
    }

    /// <summary>Bytes written so far.</summary>
    public int Length => _position;

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _position);

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _position);

    /// <summary>Forgets what has been written and keeps the buffer.</summary>
    public void Clear()
    {
        _position = 0;

        // An encoding that ended with an exception has left its depth behind.
        _depth = 0;
    }

    /// <summary>A copy of what has been written.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        Ensure(1);
        _buffer[_position++] = value;
    }

    /// <summary>Writes an unsigned number in its shortest base-128 form, low bits first.</summary>
    public void WriteVarUInt(ulong value)
    {
        if (value < 0x80)
        {
            WriteByte((byte)value);
        }
        else
        {
            WriteLongVarUInt(value);
        }
    }

    /// <summary>Writes a signed number as zigzag varuint.</summary>
    public void WriteVarInt(long value) => WriteVarUInt((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes four bytes, low byte first.</summary>
    public void WriteFixed32(uint value)
    {
        Ensure(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_position), value);
        _position += sizeof(uint);
    }

    /// <summary>Writes eight bytes, low byte first.</summary>
    public void WriteFixed64(ulong value)
    {
        Ensure(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_position), value);
        _position += sizeof(ulong);
    }

    /// <summary>Writes sixteen bytes, low byte first.</summary>
    public void WriteFixed128(UInt128 value)
    {
        Ensure(16);
        BinaryPrimitives.WriteUInt128LittleEndian(_buffer.AsSpan(_position), value);
        _position += 16;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_position));
        _position += bytes.Length;
    }

    /// <summary>Writes the length as varuint, then the bytes.</summary>
    public void WriteLengthPrefixed(ReadOnlySpan<byte> bytes)
    {
        WriteVarUInt((ulong)bytes.Length);
        WriteRaw(bytes);
    }

    private void WriteLongVarUInt(ulong value)
    {
        Ensure(MaxVarUIntBytes);

        _position += PutVarUInt(_buffer.AsSpan(_position, MaxVarUIntBytes), 0, value);
    }

    /// <summary>Puts a number into a span with room for the longest, and says where it ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PutVarUInt(Span<byte> bytes, int at, ulong value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int count)
    {
        if (_buffer.Length - _position < count)
        {
            Grow(count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var needed = (long)_position + count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException($"An encoding of more than {Array.MaxLength} bytes does not fit one buffer.");
        }

        var size = Math.Min(Math.Max(needed, 2L * Math.Max(_buffer.Length, 128)), Array.MaxLength);
        Array.Resize(ref _buffer, (int)size);
    }
}
