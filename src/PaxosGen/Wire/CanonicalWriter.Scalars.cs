using System.Buffers.Binary;
using System.ComponentModel;
using System.Numerics;
using PaxosGen.Wire;

namespace PaxosGen;

/// <content>Fields of scalar types: one whose bits are all zero is absent.</content>
public sealed partial class CanonicalWriter
{
    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteBoolean(int tag, bool value) => WriteScalar<bool, BooleanCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteSByte(int tag, sbyte value) => WriteScalar<sbyte, SByteCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteByte(int tag, byte value) => WriteScalar<byte, ByteCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteInt16(int tag, short value) => WriteScalar<short, Int16Codec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteUInt16(int tag, ushort value) => WriteScalar<ushort, UInt16Codec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteChar(int tag, char value) => WriteScalar<char, CharCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteInt32(int tag, int value) => WriteInt64(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteUInt32(int tag, uint value) => WriteNumber(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteInt64(int tag, long value) => WriteNumber(tag, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteUInt64(int tag, ulong value) => WriteNumber(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteHalf(int tag, Half value) => WriteScalar<Half, HalfCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteSingle(int tag, float value) => WriteScalar<float, SingleCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteDouble(int tag, double value) => WriteScalar<double, DoubleCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteInt128(int tag, Int128 value) => WriteScalar<Int128, Int128Codec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteUInt128(int tag, UInt128 value) => WriteScalar<UInt128, UInt128Codec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteDecimal(int tag, decimal value) => WriteScalar<decimal, DecimalCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteGuid(int tag, Guid value)
    {
        if (!Bits.AreZero(value))
        {
            Ensure(MaxHeaderBytes + 16);
            var bytes = _buffer.AsSpan(_position, MaxHeaderBytes + 16);
            var start = PutVarUInt(bytes, 0, Header(tag, WireKind.Fixed128));
            value.TryWriteBytes(bytes.Slice(start, 16), bigEndian: true, out _);
            _position += start + 16;
        }
    }

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteDateTime(int tag, DateTime value) => WriteScalar<DateTime, DateTimeCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteTimeSpan(int tag, TimeSpan value) => WriteScalar<TimeSpan, TimeSpanCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteDateOnly(int tag, DateOnly value) => WriteScalar<DateOnly, DateOnlyCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteTimeOnly(int tag, TimeOnly value) => WriteScalar<TimeOnly, TimeOnlyCodec>(tag, value);

    /// <summary>Writes a field, unless it is the default.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteDateTimeOffset(int tag, DateTimeOffset value) => WriteStruct<DateTimeOffset, DateTimeOffsetCodec>(tag, value);

    /// <summary>Writes a field, unless it is null.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void WriteString(int tag, string? value)
    {
        if (value is not null && !TryWriteShortAscii(Header(tag, WireKind.Bytes), value))
        {
            WriteHeader(tag, WireKind.Bytes);
            WriteText(value);
        }
    }

    // Fields as frequent as numbers, texts and Guids write header and value at once: each step of the position waits for the last one.
    private void WriteNumber(int tag, ulong value)
    {
        if (value != 0)
        {
            Ensure(MaxHeaderBytes + MaxVarUIntBytes);
            var bytes = _buffer.AsSpan(_position, MaxHeaderBytes + MaxVarUIntBytes);
            _position += PutVarUInt(bytes, PutVarUInt(bytes, 0, Header(tag, WireKind.VarInt)), value);
        }
    }

    internal void WriteDecimalBits(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        Ensure(16);
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_position), part);
            _position += sizeof(int);
        }
    }

    internal void WriteBigInteger(BigInteger value)
    {
        var count = value.GetByteCount();
        WriteVarUInt((ulong)count);
        Ensure(count);
        value.TryWriteBytes(_buffer.AsSpan(_position, count), out _);
        _position += count;
    }

    internal void WriteGuidBits(Guid value)
    {
        Ensure(16);
        value.TryWriteBytes(_buffer.AsSpan(_position, 16), bigEndian: true, out _);
        _position += 16;
    }

    internal void WriteDateTimeBits(DateTime value)
    {
        if (value.Kind == DateTimeKind.Local)
        {
            // Its meaning depends on the time zone of whoever reads it.
            throw new ArgumentException("A local DateTime cannot be replicated: convert it with ToUniversalTime, or use DateTimeOffset.", nameof(value));
        }

        WriteFixed64((ulong)value.Ticks | ((ulong)value.Kind << 62));
    }
}
