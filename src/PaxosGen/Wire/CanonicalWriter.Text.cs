using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PaxosGen;

/// <content>Text, transcoded straight into the buffer.</content>
public sealed partial class CanonicalWriter
{
    // So many characters take at most 126 bytes: the length is one byte, known before the text is transcoded.
    private const int ShortText = 42;

    /// <summary>Header, length and characters at once: the usual short text of ASCII.</summary>
    private bool TryWriteShortAscii(uint header, string value)
    {
        if (value.Length > ShortText || header >= 0x80)
        {
            return false;
        }

        Ensure(2 + ShortText);
        var bytes = _buffer.AsSpan(_position);
        if (Ascii.FromUtf16(value, bytes[2..], out var written) != OperationStatus.Done)
        {
            return false;
        }

        bytes[0] = (byte)header;
        bytes[1] = (byte)written;
        _position += 2 + written;
        return true;
    }

    internal void WriteText(string value)
    {
        if (value.Length <= ShortText)
        {
            Ensure(1 + (value.Length * 3));
            var start = _position++;
            if (Ascii.FromUtf16(value, _buffer.AsSpan(start + 1), out var written) == OperationStatus.Done)
            {
                _position += written;
            }
            else
            {
                Transcode(value);
            }

            _buffer[start] = (byte)(_position - start - 1);
            return;
        }

        // A lone surrogate counts as three bytes here (its replacement), which is what it takes below.
        var count = Encoding.UTF8.GetByteCount(value);
        WriteVarUInt((ulong)count);
        Ensure(count);
        Transcode(value);
    }

    private void Transcode(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var status = Utf8.FromUtf16(text, _buffer.AsSpan(_position), out var read, out var written, replaceInvalidSequences: false);
            _position += written;
            if (status == OperationStatus.Done)
            {
                return;
            }

            var surrogate = text[read];
            _buffer[_position++] = 0xED;
            _buffer[_position++] = (byte)(0x80 | ((surrogate >> 6) & 0x3F));
            _buffer[_position++] = (byte)(0x80 | (surrogate & 0x3F));
            text = text[(read + 1)..];
        }
    }
}
