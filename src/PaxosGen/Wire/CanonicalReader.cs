using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace PaxosGen;

/// <summary>
/// Reads the canonical encoding from a span and refuses everything that is not canonical. Whatever the bytes, it ends
/// with a value or a <see cref="WireFormatException"/>. This part has the raw forms; fields of messages are in the others.
/// </summary>
public ref partial struct CanonicalReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    // The header of the next field, once somebody has looked at it: each absent field before it looks again.
    private uint _header = None;
    private int _depth;

    /// <summary>Creates a reader.</summary>
    /// <param name="bytes">What to read; must stay unchanged while the reader is used.</param>
    public CanonicalReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    /// <summary>How deep messages, lists and maps may nest; deeper bytes are refused.</summary>
    public int MaxDepth { get; set; } = CanonicalWriter.PayloadMaxDepth;

    /// <summary>The schema version of the payload or snapshot that is being read.</summary>
    public int SchemaVersion { get; private set; } = int.MaxValue;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte()
    {
        if (_position >= _bytes.Length)
        {
            ThrowTruncated();
        }

        return _bytes[_position++];
    }

    /// <summary>Reads a varuint; refuses forms longer than needed.</summary>
    public ulong ReadVarUInt()
    {
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] < 0x80)
        {
            return _bytes[_position++];
        }

        return ReadLongVarUInt();
    }

    /// <summary>Reads a zigzag varint.</summary>
    public long ReadVarInt()
    {
        var value = ReadVarUInt();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads a varuint that must be at most <paramref name="max"/>.</summary>
    public ulong ReadVarUInt(ulong max)
    {
        var value = ReadVarUInt();
        return value <= max ? value : throw Malformed($"{value} is above the limit {max}");
    }

    /// <summary>Reads four bytes, low byte first.</summary>
    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadRaw(sizeof(uint)));

    /// <summary>Reads eight bytes, low byte first.</summary>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadRaw(sizeof(ulong)));

    /// <summary>Reads sixteen bytes, low byte first.</summary>
    public UInt128 ReadFixed128() => BinaryPrimitives.ReadUInt128LittleEndian(ReadRaw(16));

    /// <summary>Reads so many bytes; a view, not a copy.</summary>
    public ReadOnlySpan<byte> ReadRaw(int count)
    {
        if (count < 0 || count > Remaining)
        {
            ThrowTruncated();
        }

        var bytes = _bytes.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Reads a length and so many bytes; a view, not a copy.</summary>
    public ReadOnlySpan<byte> ReadLengthPrefixed() => ReadRaw((int)ReadVarUInt((ulong)Remaining));

    /// <summary>Refuses bytes after the last expected one.</summary>
    public readonly void EndOfInput()
    {
        if (Remaining != 0)
        {
            throw Malformed($"{Remaining} bytes too many");
        }
    }

    private ulong ReadLongVarUInt()
    {
        var bytes = _bytes[_position..];
        ulong value = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (i == 9 && b > 1)
            {
                throw Malformed("a varint does not fit 64 bits");
            }

            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                // One byte alone may be 0; a last one adds nothing.
                if (b == 0 && i > 0)
                {
                    throw Malformed("a varint is longer than needed");
                }

                _position += i + 1;
                return value;
            }
        }

        _position = _bytes.Length;
        ThrowTruncated();
        return 0;
    }

    [DoesNotReturn]
    private readonly void ThrowTruncated() => throw Malformed("the bytes end too early");
}
