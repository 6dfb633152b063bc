namespace PaxosGen.Transport;

/// <summary>
/// Takes frames from any thread without waiting and writes them to a connection: what is added while one write is under
/// way goes with the next. Bounded: whoever does not read loses the connection.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FrameSender(FrameConnection connection, long maxUnsentBytes) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private FrameWriter _pending = new();
    private FrameWriter _sending = new();
    private bool _isSending;

    /// <summary>Adds a frame. False when the connection is closed, or has been closed just now because too much waits.</summary>
    public bool Send<T>(T item, Action<CanonicalWriter, T> write, out bool overflowed)
    {
        overflowed = false;
        lock (_gate)
        {
            if (connection.IsClosed)
            {
                return false;
            }

            _pending.Write(item, write);
            if (_pending.Length > maxUnsentBytes)
            {
                overflowed = true;
            }
            else if (!_isSending)
            {
                _isSending = true;
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        if (overflowed)
        {
            connection.Dispose();
        }

        return !overflowed;
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_pending.Length == 0)
                    {
                        _isSending = false;
                        return;
                    }

                    (_pending, _sending) = (_sending, _pending);
                }

                await connection.SendAsync(_sending.WrittenMemory).ConfigureAwait(false);
                _sending.Clear();
            }
        }
        catch (Exception e) when (FrameConnection.IsLoss(e))
        {
            // Whoever receives on the connection finds out and reports. No further drain starts: _isSending stays.
            connection.Dispose();
        }
    }
}
