using System.Text;

namespace PaxosGen.Transport;

/// <summary>Texts in messages: UTF-8 with a length, bounded. Longer ones are cut when written.</summary>
internal static class WireText
{
    /// <summary>Most bytes of one text.</summary>
    public const int MaxBytes = 16 << 10;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(CanonicalWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        if (bytes.Length > MaxBytes)
        {
            var end = MaxBytes;
            while ((bytes[end] & 0xC0) == 0x80)
            {
                end--;
            }

            bytes = bytes[..end];
        }

        writer.WriteLengthPrefixed(bytes);
    }

    public static string Read(ref CanonicalReader reader)
    {
        var bytes = reader.ReadRaw((int)reader.ReadVarUInt(MaxBytes));
        try
        {
            return Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw new WireFormatException("A text that is not UTF-8.");
        }
    }
}
