using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace PaxosGen.Wire;

/// <summary>Encodes <see cref="Boolean"/>: 0 or 1.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BooleanCodec : ICodec<bool>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, bool value) => writer.WriteByte(value ? (byte)1 : (byte)0);

    /// <inheritdoc/>
    public static bool Read(ref CanonicalReader reader) => reader.ReadVarUInt(1) != 0;
}

/// <summary>Encodes <see cref="SByte"/>: zigzag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SByteCodec : ICodec<sbyte>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, sbyte value) => writer.WriteVarInt(value);

    /// <inheritdoc/>
    public static sbyte Read(ref CanonicalReader reader) => (sbyte)reader.ReadVarInt(sbyte.MinValue, sbyte.MaxValue);
}

/// <summary>Encodes <see cref="Byte"/>: varuint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ByteCodec : ICodec<byte>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, byte value) => writer.WriteVarUInt(value);

    /// <inheritdoc/>
    public static byte Read(ref CanonicalReader reader) => (byte)reader.ReadVarUInt(byte.MaxValue);
}

/// <summary>Encodes <see cref="Int16"/>: zigzag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Int16Codec : ICodec<short>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, short value) => writer.WriteVarInt(value);

    /// <inheritdoc/>
    public static short Read(ref CanonicalReader reader) => (short)reader.ReadVarInt(short.MinValue, short.MaxValue);
}

/// <summary>Encodes <see cref="UInt16"/>: varuint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UInt16Codec : ICodec<ushort>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ushort value) => writer.WriteVarUInt(value);

    /// <inheritdoc/>
    public static ushort Read(ref CanonicalReader reader) => (ushort)reader.ReadVarUInt(ushort.MaxValue);
}

/// <summary>Encodes <see cref="Char"/>: varuint of the UTF-16 code unit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct CharCodec : ICodec<char>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, char value) => writer.WriteVarUInt(value);

    /// <inheritdoc/>
    public static char Read(ref CanonicalReader reader) => (char)reader.ReadVarUInt(char.MaxValue);
}

/// <summary>Encodes <see cref="Int32"/>: zigzag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Int32Codec : ICodec<int>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, int value) => writer.WriteVarInt(value);

    /// <inheritdoc/>
    public static int Read(ref CanonicalReader reader) => (int)reader.ReadVarInt(int.MinValue, int.MaxValue);
}

/// <summary>Encodes <see cref="UInt32"/>: varuint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UInt32Codec : ICodec<uint>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, uint value) => writer.WriteVarUInt(value);

    /// <inheritdoc/>
    public static uint Read(ref CanonicalReader reader) => (uint)reader.ReadVarUInt(uint.MaxValue);
}

/// <summary>Encodes <see cref="Int64"/>: zigzag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Int64Codec : ICodec<long>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, long value) => writer.WriteVarInt(value);

    /// <inheritdoc/>
    public static long Read(ref CanonicalReader reader) => reader.ReadVarInt();
}

/// <summary>Encodes <see cref="UInt64"/>: varuint.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UInt64Codec : ICodec<ulong>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, ulong value) => writer.WriteVarUInt(value);

    /// <inheritdoc/>
    public static ulong Read(ref CanonicalReader reader) => reader.ReadVarUInt();
}

/// <summary>Encodes <see cref="Half"/>: varuint of its bits.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct HalfCodec : ICodec<Half>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Half value) => writer.WriteVarUInt(Bits.Of(value));

    /// <inheritdoc/>
    public static Half Read(ref CanonicalReader reader) => reader.ReadHalfBits();
}

/// <summary>Encodes <see cref="Single"/>: its bits.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SingleCodec : ICodec<float>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed32;

    /// <inheritdoc/>
    public static int MinSize => 4;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, float value) => writer.WriteFixed32(Bits.Of(value));

    /// <inheritdoc/>
    public static float Read(ref CanonicalReader reader) => reader.ReadSingleBits();
}

/// <summary>Encodes <see cref="Double"/>: its bits.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DoubleCodec : ICodec<double>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed64;

    /// <inheritdoc/>
    public static int MinSize => 8;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, double value) => writer.WriteFixed64(Bits.Of(value));

    /// <inheritdoc/>
    public static double Read(ref CanonicalReader reader) => reader.ReadDoubleBits();
}

/// <summary>Encodes <see cref="Int128"/>: two's complement.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Int128Codec : ICodec<Int128>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public static int MinSize => 16;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Int128 value) => writer.WriteFixed128((UInt128)value);

    /// <inheritdoc/>
    public static Int128 Read(ref CanonicalReader reader) => (Int128)reader.ReadFixed128();
}

/// <summary>Encodes <see cref="UInt128"/>: low byte first.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct UInt128Codec : ICodec<UInt128>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public static int MinSize => 16;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, UInt128 value) => writer.WriteFixed128(value);

    /// <inheritdoc/>
    public static UInt128 Read(ref CanonicalReader reader) => reader.ReadFixed128();
}

/// <summary>Encodes <see cref="Decimal"/>: low, middle, high, flags; the scale is kept.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DecimalCodec : ICodec<decimal>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public static int MinSize => 16;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, decimal value) => writer.WriteDecimalBits(value);

    /// <inheritdoc/>
    public static decimal Read(ref CanonicalReader reader) => reader.ReadDecimalBits();
}

/// <summary>Encodes <see cref="Guid"/>: in the byte order of RFC 9562.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GuidCodec : ICodec<Guid>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed128;

    /// <inheritdoc/>
    public static int MinSize => 16;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Guid value) => writer.WriteGuidBits(value);

    /// <inheritdoc/>
    public static Guid Read(ref CanonicalReader reader) => new Guid(reader.ReadRaw(16), bigEndian: true);
}

/// <summary>Encodes an enum as its underlying number; values without a name are kept.</summary>
/// <typeparam name="T">The enum.</typeparam>
/// <typeparam name="TNumber">Its underlying type.</typeparam>
/// <typeparam name="TCodec">The codec of the underlying type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct EnumCodec<T, TNumber, TCodec> : ICodec<T>
    where T : struct, Enum
    where TNumber : struct
    where TCodec : struct, ICodec<TNumber>
{
    /// <inheritdoc/>
    public static WireKind Kind => TCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TCodec.MinSize;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T value) => TCodec.Write(writer, Unsafe.BitCast<T, TNumber>(value));

    /// <inheritdoc/>
    public static T Read(ref CanonicalReader reader) => Unsafe.BitCast<TNumber, T>(TCodec.Read(ref reader));
}

/// <summary>Encodes an element that may be null. Presence is up to the container, so this is the codec of the value.</summary>
/// <typeparam name="T">The value type.</typeparam>
/// <typeparam name="TCodec">Its codec.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NullableCodec<T, TCodec> : ICodec<T?>
    where T : struct
    where TCodec : struct, ICodec<T>
{
    /// <inheritdoc/>
    public static WireKind Kind => TCodec.Kind;

    /// <inheritdoc/>
    public static int MinSize => TCodec.MinSize;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, T? value) => TCodec.Write(writer, value.GetValueOrDefault());

    /// <inheritdoc/>
    public static T? Read(ref CanonicalReader reader) => TCodec.Read(ref reader);
}
