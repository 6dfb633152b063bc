namespace BankSample.Ledger;

/// <summary>Reads a file line by line, however long it or its lines are: never more than <see cref="MaxBytes"/> of it.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>Longest line that is kept.</summary>
    public const int MaxBytes = 64 << 10;

    private const byte Newline = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly byte[] _buffer = new byte[MaxBytes + 2];
    private int _start;
    private int _end;
    private long _position;
    private long _number;

    /// <summary>The next line; null at the end of the file.</summary>
    public async ValueTask<PhysicalLine?> ReadAsync(CancellationToken cancellationToken)
    {
        var isTooLong = false;
        while (true)
        {
            var length = _buffer.AsSpan(_start.._end).IndexOf(Newline);
            if (length >= 0)
            {
                return Take(length, 1, isTooLong);
            }

            if (_end - _start == _buffer.Length)
            {
                isTooLong = true;
                Drop(_buffer.Length);
            }

            if (!await FillAsync(cancellationToken))
            {
                return _start < _end || isTooLong ? Take(_end - _start, 0, isTooLong) : null;
            }
        }
    }

    private PhysicalLine Take(int length, int newline, bool isTooLong)
    {
        var bytes = _buffer.AsSpan(_start, length);
        if (bytes is [.., CarriageReturn])
        {
            bytes = bytes[..^1];
        }

        if (_number == 0 && bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        var kept = isTooLong || bytes.Length > MaxBytes ? null : bytes.ToArray();
        Drop(length + newline);
        return new PhysicalLine(++_number, kept, _position);
    }

    private void Drop(int count)
    {
        _start += count;
        _position += count;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);

        // A read from a pipe cannot be cancelled; it can be left alone.
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).AsTask().WaitAsync(cancellationToken);
        _end += read;
        return read > 0;
    }
}
