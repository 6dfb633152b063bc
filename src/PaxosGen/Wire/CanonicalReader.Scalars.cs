using System.Buffers.Binary;
using System.ComponentModel;
using PaxosGen.Wire;

namespace PaxosGen;

/// <content>Fields of scalar types: an absent one is the default, and the default must be absent.</content>
public ref partial struct CanonicalReader
{
    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool ReadBoolean(int tag) => ReadScalar<bool, BooleanCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public sbyte ReadSByte(int tag) => ReadScalar<sbyte, SByteCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public byte ReadByte(int tag) => ReadScalar<byte, ByteCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public short ReadInt16(int tag) => ReadScalar<short, Int16Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ushort ReadUInt16(int tag) => ReadScalar<ushort, UInt16Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public char ReadChar(int tag) => ReadScalar<char, CharCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public int ReadInt32(int tag) => ReadScalar<int, Int32Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public uint ReadUInt32(int tag) => ReadScalar<uint, UInt32Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public long ReadInt64(int tag) => ReadScalar<long, Int64Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ulong ReadUInt64(int tag) => ReadScalar<ulong, UInt64Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Half ReadHalf(int tag) => ReadScalar<Half, HalfCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public float ReadSingle(int tag) => ReadScalar<float, SingleCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public double ReadDouble(int tag) => ReadScalar<double, DoubleCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Int128 ReadInt128(int tag) => ReadScalar<Int128, Int128Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public UInt128 ReadUInt128(int tag) => ReadScalar<UInt128, UInt128Codec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public decimal ReadDecimal(int tag) => ReadScalar<decimal, DecimalCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Guid ReadGuid(int tag) => ReadScalar<Guid, GuidCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public DateTime ReadDateTime(int tag) => ReadScalar<DateTime, DateTimeCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TimeSpan ReadTimeSpan(int tag) => ReadScalar<TimeSpan, TimeSpanCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public DateOnly ReadDateOnly(int tag) => ReadScalar<DateOnly, DateOnlyCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public TimeOnly ReadTimeOnly(int tag) => ReadScalar<TimeOnly, TimeOnlyCodec>(tag);

    /// <summary>Reads a field; the default when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public DateTimeOffset ReadDateTimeOffset(int tag) => ReadStruct<DateTimeOffset, DateTimeOffsetCodec>(tag);

    /// <summary>Reads a field that must be present.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public string ReadString(int tag) => HasField(tag, WireKind.Bytes) ? StringCodec.Read(ref this) : throw Missing(tag);

    /// <summary>Reads a field; null when it is absent.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public string? ReadOptionalString(int tag) => HasField(tag, WireKind.Bytes) ? StringCodec.Read(ref this) : null;

    internal ulong ReadFixed64Field(int tag)
    {
        if (!HasField(tag, WireKind.Fixed64))
        {
            return 0;
        }

        var value = ReadFixed64();
        return value != 0 ? value : throw PresentDefault(tag);
    }

    internal long ReadVarInt(long min, long max)
    {
        var value = ReadVarInt();
        return value >= min && value <= max ? value : throw Malformed($"{value} is not between {min} and {max}");
    }

    internal Half ReadHalfBits()
    {
        var bits = (ushort)ReadVarUInt(ushort.MaxValue);
        var value = BitConverter.UInt16BitsToHalf(bits);
        return !Half.IsNaN(value) || bits == Bits.HalfNaN ? value : throw ForeignNaN();
    }

    internal float ReadSingleBits()
    {
        var bits = ReadFixed32();
        var value = BitConverter.UInt32BitsToSingle(bits);
        return !float.IsNaN(value) || bits == Bits.SingleNaN ? value : throw ForeignNaN();
    }

    internal double ReadDoubleBits()
    {
        var bits = ReadFixed64();
        var value = BitConverter.UInt64BitsToDouble(bits);
        return !double.IsNaN(value) || bits == Bits.DoubleNaN ? value : throw ForeignNaN();
    }

    internal decimal ReadDecimalBits()
    {
        var bytes = ReadRaw(16);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        var scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00_FFFF) != 0 || scale > 28)
        {
            throw Malformed("no decimal has these flags");
        }

        return new decimal(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            isNegative: (flags & 0x8000_0000) != 0,
            (byte)scale);
    }

    internal DateTime ReadDateTimeBits()
    {
        var bits = ReadFixed64();
        var ticks = bits & ~(3UL << 62);
        var kind = (DateTimeKind)(bits >> 62);
        return kind is DateTimeKind.Unspecified or DateTimeKind.Utc && ticks <= (ulong)DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, kind)
            : throw Malformed("no DateTime has these bits");
    }

    private readonly WireFormatException ForeignNaN() => Malformed("a NaN that is not the canonical one");
}
