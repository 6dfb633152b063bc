using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace PaxosGen.Wire;
/// <summary>Encodes <see cref="DateTime"/>: ticks, and the kind in the upper two bits; Local is refused.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateTimeCodec : ICodec<DateTime>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Fixed64;

    /// <inheritdoc/>
    public static int MinSize => 8;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, DateTime value) => writer.WriteDateTimeBits(value);

    /// <inheritdoc/>
    public static DateTime Read(ref CanonicalReader reader) => reader.ReadDateTimeBits();
}

/// <summary>Encodes <see cref="TimeSpan"/>: zigzag of its ticks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimeSpanCodec : ICodec<TimeSpan>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, TimeSpan value) => writer.WriteVarInt(value.Ticks);

    /// <inheritdoc/>
    public static TimeSpan Read(ref CanonicalReader reader) => new TimeSpan(reader.ReadVarInt());
}

/// <summary>Encodes <see cref="DateOnly"/>: varuint of its day number.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateOnlyCodec : ICodec<DateOnly>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, DateOnly value) => writer.WriteVarUInt((ulong)value.DayNumber);

    /// <inheritdoc/>
    public static DateOnly Read(ref CanonicalReader reader) => DateOnly.FromDayNumber((int)reader.ReadVarUInt((ulong)DateOnly.MaxValue.DayNumber));
}

/// <summary>Encodes <see cref="TimeOnly"/>: varuint of its ticks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TimeOnlyCodec : ICodec<TimeOnly>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, TimeOnly value) => writer.WriteVarUInt((ulong)value.Ticks);

    /// <inheritdoc/>
    public static TimeOnly Read(ref CanonicalReader reader) => new TimeOnly((long)reader.ReadVarUInt((ulong)TimeOnly.MaxValue.Ticks));
}
