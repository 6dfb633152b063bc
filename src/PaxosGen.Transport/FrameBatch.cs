namespace PaxosGen.Transport;

/// <summary>The frames that have arrived together, decoded from one array of their own.</summary>
internal static class FrameBatch
{
    /// <summary>
    /// Decodes all whole frames into <paramref name="batch"/>; false when there is none. One copy for all: the items
    /// keep slices of it.
    /// </summary>
    /// <exception cref="WireFormatException">A bad frame.</exception>
    public static bool Take<T>(FrameReader reader, List<T> batch, Func<ReadOnlyMemory<byte>, T> decode)
    {
        var received = reader.TakeFrames();
        if (received.IsEmpty)
        {
            return false;
        }

        ReadOnlyMemory<byte> frames = received.ToArray();
        while (!frames.IsEmpty)
        {
            batch.Add(decode(FrameReader.NextOf(ref frames)));
        }

        return true;
    }
}
