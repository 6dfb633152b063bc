using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>
/// Messages that wait for one peer. Bounded by number and bytes; beyond, the oldest go, since the protocol survives
/// loss and newer messages say more.
/// </summary>
/// <remarks>Any thread adds; for each connection one drains, until nothing is left.</remarks>
internal sealed class PeerQueue(TransportLimits limits, TransportCounters counters)
{
    // One write takes about so much at most, so that fresh messages do not wait behind megabytes of buffer.
    private const int WriteBytes = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<(Message Message, long Size)> _queue = new();
    private long _bytes;

    /// <summary>Bytes that wait, about.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds a message; false when it can never be sent.</summary>
    public bool Add(Message message)
    {
        var size = PeerMessageCodec.MaxEncodedSize(message);
        if (size > limits.MaxFrameBytes)
        {
            counters.CountMessagesDropped(1);
            return false;
        }

        lock (_gate)
        {
            _queue.Enqueue((message, size));
            _bytes += size;
            while (_queue.Count > limits.MaxQueuedMessages || (_bytes > limits.MaxQueuedMessageBytes && _queue.Count > 1))
            {
                _bytes -= _queue.Dequeue().Size;
                counters.CountMessagesDropped(1);
            }
        }

        return true;
    }

    /// <summary>Begins to drain into a connection; false when nothing waits, or somebody drains into it.</summary>
    /// <param name="isDraining">The connection's mark, which only this queue changes, under its lock: nothing that is added is overlooked.</param>
    public bool TryBegin(ref bool isDraining)
    {
        lock (_gate)
        {
            return !isDraining && _queue.Count > 0 && (isDraining = true);
        }
    }

    /// <summary>Moves the oldest messages into <paramref name="batch"/>; ends the draining and returns false when there are none.</summary>
    public bool Drain(List<Message> batch, ref bool isDraining)
    {
        lock (_gate)
        {
            var taken = 0L;
            while (taken < WriteBytes && _queue.TryDequeue(out var next))
            {
                batch.Add(next.Message);
                taken += next.Size;
            }

            _bytes -= taken;
            return isDraining = batch.Count > 0;
        }
    }

    /// <summary>Drops what waits: after a lost connection it is stale.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            counters.CountMessagesDropped(_queue.Count);
            _queue.Clear();
            _bytes = 0;
        }
    }
}
