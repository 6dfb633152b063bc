using System.ComponentModel;
using System.Numerics;

namespace PaxosGen.Wire;

/// <summary>Encodes <see cref="BigInteger"/>: its two's complement, as few bytes as possible, low byte first.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BigIntegerCodec : IFieldCodec<BigInteger>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public static int MinSize => 2;

    /// <inheritdoc/>
    public static bool IsDefault(BigInteger value) => value.IsZero;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, BigInteger value) => writer.WriteBigInteger(value);

    /// <inheritdoc/>
    public static BigInteger Read(ref CanonicalReader reader)
    {
        var bytes = reader.ReadLengthPrefixed();
        if (bytes.IsEmpty)
        {
            throw reader.Malformed("a number without digits");
        }

        // The last byte only repeats the sign of the one before it.
        if (bytes.Length > 1 && bytes[^1] == (bytes[^2] >= 0x80 ? 0xFF : 0x00))
        {
            throw reader.Malformed("a number is longer than needed");
        }

        try
        {
            return new BigInteger(bytes);
        }
        catch (OverflowException)
        {
            throw reader.Malformed("a number is longer than any can be");
        }
    }
}
