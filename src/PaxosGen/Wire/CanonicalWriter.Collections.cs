using PaxosGen.Wire;

namespace PaxosGen;

/// <content>What the codecs of collections need.</content>
public sealed partial class CanonicalWriter
{
    internal byte[] Buffer => _buffer;

    /// <summary>Makes room for one bit per element, all zero, and returns where.</summary>
    internal int ReserveBitmap(int count)
    {
        var bytes = (int)(((long)count + 7) / 8);
        Ensure(bytes);
        var start = _position;
        _buffer.AsSpan(start, bytes).Clear();
        _position += bytes;
        return start;
    }

    internal void SetBit(int bitmap, int index) => _buffer[bitmap + (index >> 3)] |= (byte)(1 << (index & 7));

    internal void WriteBlob<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = checked(values.Length * Blob.SizeOf<T>());
        WriteVarUInt((ulong)bytes);
        Ensure(bytes);
        Blob.CopyTo(values, _buffer.AsSpan(_position, bytes));
        _position += bytes;
    }
}
