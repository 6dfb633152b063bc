using System.Buffers;
using System.ComponentModel;
using System.Text;
using System.Text.Unicode;

namespace PaxosGen.Wire;

/// <summary>
/// Encodes text as generalised UTF-8 (WTF-8): valid text is UTF-8, a lone surrogate takes the three bytes that UTF-8
/// refuses, so that every .NET string survives and has one form.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct StringCodec : ICodec<string>
{
    /// <inheritdoc/>
    public static WireKind Kind => WireKind.Bytes;

    /// <inheritdoc/>
    public static int MinSize => 1;

    /// <inheritdoc/>
    public static void Write(CanonicalWriter writer, string value) => writer.WriteText(value);

    /// <inheritdoc/>
    public static string Read(ref CanonicalReader reader)
    {
        var bytes = reader.ReadLengthPrefixed();
        if (Ascii.IsValid(bytes))
        {
            // Each byte is a character: nothing to count first.
            return Encoding.Latin1.GetString(bytes);
        }

        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : ReadGeneralised(ref reader, bytes);
    }

    private static string ReadGeneralised(ref CanonicalReader reader, ReadOnlySpan<byte> bytes)
    {
        var chars = new char[bytes.Length];
        var length = 0;
        var afterLoneHigh = false;
        while (bytes.Length > 0)
        {
            var status = Utf8.ToUtf16(bytes, chars.AsSpan(length), out var read, out var written, replaceInvalidSequences: false);
            afterLoneHigh &= read == 0;
            length += written;
            bytes = bytes[read..];
            if (status == OperationStatus.Done)
            {
                break;
            }

            // A surrogate is ED A0..BF 80..BF. A high one followed by a low one must have been four bytes.
            if (bytes.Length < 3 || bytes[0] != 0xED || bytes[1] is < 0xA0 or > 0xBF || bytes[2] is < 0x80 or > 0xBF)
            {
                throw reader.Malformed("the text is not valid UTF-8");
            }

            var surrogate = (char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F));
            if (afterLoneHigh && char.IsLowSurrogate(surrogate))
            {
                throw reader.Malformed("a surrogate pair is written as two characters");
            }

            afterLoneHigh = char.IsHighSurrogate(surrogate);
            chars[length++] = surrogate;
            bytes = bytes[3..];
        }

        return new string(chars, 0, length);
    }
}
