using System.ComponentModel;

namespace PaxosGen.Wire;

/// <summary>Encodes <see cref="Index"/>: varuint of twice its value, plus one if it counts from the end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct IndexCodec : IFieldCodec<Index>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.VarInt;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static bool IsDefault(Index value) => value.Equals(default);

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Index value) => writer.WriteVarUInt(((ulong)value.Value << 1) | (value.IsFromEnd ? 1u : 0u));

    /// <inheritdoc/>
    public static Index Read(ref CanonicalReader reader)
    {
        var bits = reader.ReadVarUInt(uint.MaxValue);
        return new Index((int)(bits >> 1), fromEnd: (bits & 1) != 0);
    }
}

/// <summary>Encodes <see cref="Range"/> as a message: 1 its start, 2 its end.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RangeCodec : ICodec<Range>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Message;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, Range value)
    {
        writer.BeginMessage();
        writer.WriteField<Index, IndexCodec>(1, value.Start);
        writer.WriteField<Index, IndexCodec>(2, value.End);
        writer.EndMessage();
    }

    /// <inheritdoc/>
    public static Range Read(ref CanonicalReader reader)
    {
        reader.BeginMessage();
        var value = new Range(reader.ReadField<Index, IndexCodec>(1), reader.ReadField<Index, IndexCodec>(2));
        reader.EndMessage();
        return value;
    }
}
