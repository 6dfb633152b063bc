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

    /// <summary>Adds a frame that goes as soon as may be. False when the connection is closed, or has been closed just now because too much waits.</summary>
    public bool Send<T>(T item, Action<CanonicalWriter, T> write, out bool overflowed)
    {
        var added = Add(item, write, out overflowed);
        if (added)
        {
            Flush(here: false);
        }

        return added;
    }

    /// <summary>Adds a frame that may wait for others until <see cref="Flush"/>. False as with <see cref="Send"/>.</summary>
    public bool Add<T>(T item, Action<CanonicalWriter, T> write, out bool overflowed)
    {
        lock (_gate)
        {
            overflowed = false;
            if (connection.IsClosed)
            {
                return false;
            }

            _pending.Write(item, write);
            overflowed = _pending.Length > maxUnsentBytes;
        }

        if (overflowed)
        {
            connection.Dispose();
        }

        return !overflowed;
    }

    /// <summary>Has what was added sent.</summary>
    /// <param name="here">On this thread, as far as the socket takes it without waiting; otherwise on another.</param>
    public void Flush(bool here)
    {
        lock (_gate)
        {
            if (_isSending || _pending.Length == 0)
            {
                return;
            }

            _isSending = true;
        }

        if (here)
        {
            _ = DrainAsync();
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
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
