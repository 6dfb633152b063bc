using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes <see cref="DateTimeOffset"/> as a message: 1 the UTC ticks (fixed64), 2 the offset in minutes (zigzag).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DateTimeOffsetCodec : ICodec<DateTimeOffset>
{
    private const int MaxOffsetMinutes = 14 * 60;

    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Message;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, DateTimeOffset value)
    {
        writer.BeginMessage();
        if (value.UtcTicks != 0)
        {
            writer.WriteHeader(1, WireKind.Fixed64);
            writer.WriteFixed64((ulong)value.UtcTicks);
        }

        writer.WriteInt32(2, value.TotalOffsetMinutes);
        writer.EndMessage();
    }

    /// <inheritdoc/>
    public static DateTimeOffset Read(ref CanonicalReader reader)
    {
        reader.BeginMessage();
        var utcTicks = (Int128)reader.ReadFixed64Field(1);
        var minutes = reader.ReadInt32(2);
        reader.EndMessage();
        var ticks = utcTicks + ((Int128)minutes * TimeSpan.TicksPerMinute);
        if (minutes is < -MaxOffsetMinutes or > MaxOffsetMinutes || utcTicks > DateTime.MaxValue.Ticks || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            throw reader.Malformed("no DateTimeOffset has these ticks and this offset");
        }

        return new DateTimeOffset((long)ticks, TimeSpan.FromMinutes(minutes));
    }
}
