using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>Writes what a link has queued to one of its connections.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="connection">The connection; closed when writing fails.</param>
/// <param name="queue">The link's queue.</param>
/// <param name="counters">Where to count.</param>
/// <param name="onFault">Told of what is no loss of the connection but our own mistake: it must be seen, and must not silence the link for good.</param>
internal sealed class PeerSender(FrameConnection connection, PeerQueue queue, TransportCounters counters, Action<Exception> onFault)
{
    private readonly FrameWriter _frames = new();
    private readonly List<Message> _batch = [];
    private bool _isDraining;

    /// <summary>Sends what is queued, on this thread as far as the socket takes it without waiting.</summary>
    public void Flush()
    {
        if (queue.TryBegin(ref _isDraining))
        {
            _ = DrainAsync();
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            while (queue.Drain(_batch, ref _isDraining))
            {
                foreach (var message in _batch)
                {
                    _frames.Write(message, PeerMessageCodec.Write);
                }

                await connection.SendAsync(_frames.WrittenMemory).ConfigureAwait(false);
                counters.CountMessagesSent(_batch.Count);
                _batch.Clear();
                _frames.Clear();
            }
        }
        catch (Exception e)
        {
            // Whoever watches the connection reports that it is over, and opens the next. Into this one nobody drains again.
            counters.CountMessagesDropped(_batch.Count);
            connection.Dispose();
            if (!FrameConnection.IsLoss(e))
            {
                onFault(e);
            }
        }
    }
}
