using PaxosGen.Wire;

namespace PaxosGen;

/// <content>What the codecs of collections need.</content>
public ref partial struct CanonicalReader
{
    /// <summary>Room is made for so many elements at once; further ones have to arrive first.</summary>
    internal const int MaxPreallocated = 4096;

    /// <summary>The same for hash tables, which are laid out anew each time they grow.</summary>
    internal const int MaxPreallocatedHashed = 65_536;

    internal static bool IsSet(ReadOnlySpan<byte> bitmap, int index) => (bitmap[index >> 3] & (1 << (index & 7))) != 0;

    /// <summary>Reads the count of elements of which the bitmap alone must be there.</summary>
    internal int ReadBitmapCount() => (int)ReadVarUInt((ulong)Math.Min(Remaining * 8L, Array.MaxLength));

    internal ReadOnlySpan<byte> ReadBitmap(int count)
    {
        var bitmap = ReadRaw((int)(((long)count + 7) / 8));
        if ((count & 7) != 0 && bitmap[^1] >> (count & 7) != 0)
        {
            throw Malformed("unused bits of a presence bitmap are set");
        }

        return bitmap;
    }

    internal ReadOnlySpan<byte> ReadBlob<T>()
        where T : unmanaged
    {
        var bytes = ReadLengthPrefixed();
        if (bytes.Length % Blob.SizeOf<T>() != 0 || !Blob.IsCanonical<T>(bytes))
        {
            throw Malformed($"no array of {typeof(T).Name} has these bytes");
        }

        return bytes;
    }

    /// <summary>Refuses a key that is not above the previous one, byte by byte.</summary>
    internal readonly void ExpectAscending(scoped ref ReadOnlySpan<byte> previous, int start)
    {
        var current = _bytes[start.._position];
        if (!previous.IsEmpty && previous.SequenceCompareTo(current) >= 0)
        {
            throw Malformed("keys are out of order");
        }

        previous = current;
    }
}
