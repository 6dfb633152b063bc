using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>
/// Sends messages to one peer, on a connection that it dials and dials again. Nothing comes back on it: the peer's own
/// link does that. Messages may get lost; they never arrive damaged.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class PeerLink : IAsyncDisposable
{
    private readonly PeerLinkOptions _options;
    private readonly PeerQueue _queue;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private volatile PeerSender? _sender;
    private HostPort _address;
    private TransportEvent? _lastReport;
    private volatile bool _isConnected;

    private PeerLink(PeerLinkOptions options)
    {
        _options = options with
        {
            Hello = options.Hello with { Kind = options.Kind, Target = options.Peer },
        };
        _address = HostPort.Parse(options.Address);
        _queue = new PeerQueue(options.Limits, options.Counters);
    }

    /// <summary>The peer.</summary>
    public ReplicaId Peer => _options.Peer;

    /// <summary>Bytes of messages that wait to be sent.</summary>
    public long QueuedBytes => _queue.Bytes;

    /// <summary>Whether the peer has accepted and the connection stands.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>Starts to dial.</summary>
    /// <exception cref="FormatException">The address is none.</exception>
    public static PeerLink Start(PeerLinkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var link = new PeerLink(options);
        link._running = Task.Run(link.RunAsync);
        return link;
    }

    /// <summary>Queues a message and returns at once. False when it is too large for a frame and was dropped.</summary>
    public bool Send(Message message)
    {
        var queued = Post(message);
        Flush();
        return queued;
    }

    /// <summary>Queues a message, which goes with the next <see cref="Flush"/>. False when it is too large for a frame and was dropped.</summary>
    public bool Post(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_queue.Add(message))
        {
            return true;
        }

        _options.OnEvent?.Invoke(new TransportEvent.MessageTooLarge(Peer, message.GetType().Name, _options.Limits.MaxFrameBytes));
        return false;
    }

    /// <summary>
    /// Sends what is queued, on this thread as far as the socket takes it without waiting: a message that starts a round
    /// trip should not wait for another thread to wake up.
    /// </summary>
    public void Flush() => _sender?.Flush();

    /// <summary>Says where the peer listens from now on; counts from the next dial.</summary>
    public void MoveTo(string address) => Volatile.Write(ref _address, HostPort.Parse(address));

    /// <summary>Closes the connection and stops dialling. What is queued is lost.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var stopping = _stopping.Token;
        var limits = _options.Limits;
        var delay = limits.MinReconnectDelay;
        while (!stopping.IsCancellationRequested)
        {
            var started = Environment.TickCount64;
            try
            {
                await ConnectAndServeAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (HandshakeRefusedException e)
            {
                delay = limits.MaxReconnectDelay;
                Report(new TransportEvent.RefusedByPeer(Peer, _address.ToString(), e.Code, e.Message));
                _options.OnRefused?.Invoke(Peer, e.Code, e.Message);
            }
            catch (Exception e) when (FrameConnection.IsLoss(e))
            {
                Report(_lastReport is TransportEvent.Connected
                    ? new TransportEvent.Lost(Peer, _address.ToString(), e.Message)
                    : new TransportEvent.Unreachable(Peer, _address.ToString(), e.Message));
            }
            catch (Exception e)
            {
                // A callback threw: our own mistake, which must be seen and must not silence the link for good.
                Report(new TransportEvent.InternalError(_address.ToString(), e));
            }

            if (Environment.TickCount64 - started > limits.MaxReconnectDelay.TotalMilliseconds)
            {
                delay = limits.MinReconnectDelay;
            }

            // Half of the delay is random: peers that lost each other at once need not dial at once.
            var wait = delay * (0.5 + (Random.Shared.NextDouble() / 2));
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, limits.MaxReconnectDelay.Ticks));
            await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAndServeAsync(CancellationToken stopping)
    {
        var (connection, welcome) = await Dialling
            .DialAsync(Volatile.Read(ref _address), _options.Hello, _options.Tls, _options.Limits, _options.Limits.ConnectTimeout, stopping,
                (at, found) => _options.OnResolved?.Invoke(Peer, at, found)).ConfigureAwait(false);
        using (connection)
        {
            CheckIdentity(welcome);
            _options.Counters.CountConnect();
            Report(new TransportEvent.Connected(Peer, _address.ToString()));
            _isConnected = true;
            _options.OnConnected?.Invoke(Peer, welcome);
            try
            {
                await ServeAsync(connection, stopping).ConfigureAwait(false);
            }
            finally
            {
                _isConnected = false;
                _queue.Clear();
                _options.OnDisconnected?.Invoke(Peer);
            }
        }
    }

    private void CheckIdentity(HandshakeWelcome welcome)
    {
        if (welcome.Replica != Peer)
        {
            throw new HandshakeRefusedException(
                RefusalCode.WrongReplica, $"{_address} is given as the address of replica {Peer}, but replica {welcome.Replica} answers there. Correct the member addresses.");
        }

        if (welcome.Cluster != _options.Hello.Cluster)
        {
            throw new HandshakeRefusedException(
                RefusalCode.WrongCluster, $"{_address} belongs to cluster {welcome.Cluster}, not to {_options.Hello.Cluster}. Correct the member addresses or the cluster's name.");
        }
    }

    private async Task ServeAsync(FrameConnection connection, CancellationToken stopping)
    {
        await using var stopped = stopping.UnsafeRegister(static c => ((FrameConnection)c!).Dispose(), connection).ConfigureAwait(false);
        _sender = new PeerSender(connection, _queue, _options.Counters, fault => Report(new TransportEvent.InternalError(_address.ToString(), fault)));
        try
        {
            Flush();
            await WatchAsync(connection).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
            throw new IOException("the peer closed the connection.");
        }
        finally
        {
            _sender = null;
            connection.Dispose();
        }
    }

    // Nothing is ever received here, so a receive that ends means that the connection has.
    private static async Task WatchAsync(FrameConnection connection)
    {
        try
        {
            await connection.ReceiveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (FrameConnection.IsLoss(e))
        {
            // The caller says so.
        }
    }

    private void Report(TransportEvent happened)
    {
        // A peer that is down for hours is one line, not one for each attempt.
        if (happened != _lastReport)
        {
            _lastReport = happened;
            _options.OnEvent?.Invoke(happened);
        }
    }
}
