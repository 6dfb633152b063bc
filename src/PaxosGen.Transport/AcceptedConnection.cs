using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PaxosGen.Core;

namespace PaxosGen.Transport;

/// <summary>One connection that somebody opened to us, from its first byte to its end.</summary>
internal sealed class AcceptedConnection(Socket socket, ListenerOptions options, AcceptedConnections all) : INewcomer, IDisposable
{
    private const int TlsHandshakeRecord = 22;

    private readonly FrameConnection _connection = new(socket, TransportLimits.HandshakeFrameBytes);

    // Null where the listener is without TLS.
    private Authentication? _authentication;
    private bool _countsAsClient;
    private ClientPlaces.Caller? _caller;
    private volatile bool _isEvicted;
    private Epoch _toldOf;

    public string Remote => _connection.Remote;

    public IPAddress? RemoteAddress { get; } = AddressOf(socket);

    public void Dispose() => _connection.Dispose();

    public void Evict()
    {
        _isEvicted = true;
        Dispose();
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        HandshakeHello? hello;
        try
        {
            hello = await GreetAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            all.Leave(this);
        }

        try
        {
            if (hello is null)
            {
                return;
            }

            _connection.Reader.MaxPayload = options.Limits.MaxFrameBytes;
            await (hello.Kind == ConnectionKind.Client ? ServeClientAsync(hello) : ServePeerAsync(hello)).ConfigureAwait(false);
        }
        catch (WireFormatException e)
        {
            options.Counters.CountBadFrame();
            options.OnEvent?.Invoke(new TransportEvent.BadFrame(hello!.Kind, hello.Replica, Remote, Printable(e.Message)));
        }
        catch (Exception e) when (FrameConnection.IsLoss(e))
        {
            // Connections end; whoever needs this one opens another.
        }
        finally
        {
            if (_countsAsClient)
            {
                all.Clients.Give(_caller);
            }
        }
    }

    // The hello, once it is answered with a welcome; null when the connection is of no use.
    private async Task<HandshakeHello?> GreetAsync(CancellationToken stopping)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(options.Limits.HandshakeTimeout);
        try
        {
            if (options.Tls is not null)
            {
                _authentication = await AuthenticateAsync(options.Tls, deadline.Token).ConfigureAwait(false);
            }

            if (!await ReceiveMagicAsync(deadline.Token).ConfigureAwait(false))
            {
                if (_isEvicted || stopping.IsCancellationRequested)
                {
                    // Closed at this end, which may look as if the other had ended it.
                    return null;
                }

                if (options.Tls is null && _connection.Reader.Received is [TlsHandshakeRecord, ..])
                {
                    options.OnEvent?.Invoke(new TransportEvent.BadHandshake(Remote, "it speaks TLS, and this replica is without. Give both TLS, or neither."));
                }

                options.Counters.CountBadHandshake();
                return null;
            }

            var frame = await _connection.ReceiveFrameAsync(deadline.Token).ConfigureAwait(false);
            var hello = HandshakeCodec.ReadHello(frame.Span);
            var verdict = Judge(hello);
            if (verdict is HandshakeVerdict.Refused { Text: var text } worded)
            {
                // It quotes the hello, perhaps.
                verdict = worded with { Text = Printable(text) };
            }

            var answer = new FrameWriter();
            answer.Write(verdict, HandshakeCodec.Write);
            await _connection.SendAsync(answer.WrittenMemory, deadline.Token).ConfigureAwait(false);
            if (verdict is HandshakeVerdict.Refused refused)
            {
                options.Counters.CountRefusal();
                options.OnEvent?.Invoke(new TransportEvent.Refused(hello.Kind, hello.Replica, Remote, refused.Code, refused.Text));
                return null;
            }

            _connection.Trust((_authentication as Authentication.Known)?.Principal);
            return hello;
        }
        catch (WireFormatException e)
        {
            options.Counters.CountBadHandshake();
            options.OnEvent?.Invoke(new TransportEvent.BadHandshake(Remote, Printable(e.Message)));
            return null;
        }
        catch (Exception e) when (FrameConnection.IsLoss(e))
        {
            // Who was evicted is counted as turned away.
            if (!stopping.IsCancellationRequested && !_isEvicted)
            {
                options.Counters.CountBadHandshake();
                if (options.Tls is not null && _authentication is null && e is not OperationCanceledException)
                {
                    options.OnEvent?.Invoke(new TransportEvent.BadHandshake(Remote, $"the TLS handshake failed, perhaps since it does not trust this replica's certificate: {Printable(e.Message)}"));
                }
            }

            return null;
        }
    }

    private async ValueTask<Authentication> AuthenticateAsync(TlsEndpoint tls, CancellationToken cancellationToken) =>
        await _connection.PeekAsync(cancellationToken).ConfigureAwait(false) == TlsHandshakeRecord
            ? await _connection.AcceptTlsAsync(tls, options.Limits.MaxUnauthenticatedBytes, cancellationToken).ConfigureAwait(false)
            : new Authentication.Refused("This replica takes only TLS connections: connect with the certificate of a member, client or admin of the cluster.");

    // Compared as it arrives: a browser or a port scanner is gone after its first byte.
    private async ValueTask<bool> ReceiveMagicAsync(CancellationToken cancellationToken)
    {
        var reader = _connection.Reader;
        while (true)
        {
            var length = Math.Min(reader.Received.Length, HandshakeCodec.Magic.Length);
            if (!HandshakeCodec.Magic.StartsWith(reader.Received[..length]))
            {
                return false;
            }

            if (length == HandshakeCodec.Magic.Length)
            {
                reader.Skip(length);
                return true;
            }

            if (!await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    private HandshakeVerdict Judge(HandshakeHello hello)
    {
        if (hello.Format != HandshakeHello.CurrentFormat)
        {
            return new HandshakeVerdict.Refused(
                RefusalCode.UnsupportedFormat,
                $"This replica speaks wire format {HandshakeHello.CurrentFormat}, not {hello.Format}. Use builds of PaxosGen that share a format.");
        }

        // Before anything else is said of this replica, or kept for who connects.
        if (_authentication is not null && WhyNot(hello, _authentication) is { } refused)
        {
            return refused;
        }

        if (hello.Kind == ConnectionKind.Client)
        {
            if (all.Clients.TryTake((_authentication as Authentication.Known)?.Principal, out _caller) is { } full)
            {
                return new HandshakeVerdict.Refused(RefusalCode.Busy, full);
            }

            _countsAsClient = true;
        }

        var verdict = options.Validate(hello);
        if (verdict is not HandshakeVerdict.Accepted accepted)
        {
            return verdict;
        }

        _toldOf = accepted.Welcome.Members.Epoch;
        return new HandshakeVerdict.Accepted(accepted.Welcome with { MaxFrameBytes = options.Limits.MaxFrameBytes });
    }

    private HandshakeVerdict.Refused? WhyNot(HandshakeHello hello, Authentication authentication)
    {
        if (authentication is not Authentication.Known { Principal: var principal })
        {
            return new HandshakeVerdict.Refused(RefusalCode.NotAllowed, ((Authentication.Refused)authentication).Why);
        }

        var mayBe = hello.Kind == ConnectionKind.Client ? principal.May(PaxosRole.Client) : principal.Role == PaxosRole.Peer && principal.Replica == hello.Replica.Value;
        return mayBe
            ? options.Authorize(hello, principal)
            : new HandshakeVerdict.Refused(
                RefusalCode.NotAllowed,
                $"Whoever has the certificate of {principal} may not connect as replica {hello.Replica}. Each replica needs a certificate of its own, for its cluster and id.");
    }

    private static string Printable(string text) => ForeignText.Of(text, ForeignText.MaxMessage);

    private static IPAddress? AddressOf(Socket socket)
    {
        try
        {
            return (socket.RemoteEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            // It is gone already.
            return null;
        }
    }

    private async Task ServePeerAsync(HandshakeHello hello)
    {
        var peer = hello.Replica;
        all.AddPeer(peer, hello.Kind, _connection, isAuthentic: _authentication is not null);
        try
        {
            if (hello.Kind == ConnectionKind.Peer && _connection.IsPlain)
            {
                await Task.Factory.StartNew(() => ReceiveMessages(peer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                return;
            }

            // First what came along with the hello.
            do
            {
                DeliverAllMessages(peer);
            }
            while (await _connection.ReceiveAsync().ConfigureAwait(false));
        }
        finally
        {
            all.RemovePeer(peer, hello.Kind, _connection);
        }
    }

    // On a thread of its own: a vote, or what is to be voted for, is a step of every command's way.
    private void ReceiveMessages(ReplicaId peer)
    {
        Thread.CurrentThread.Name = $"PaxosGen from {peer}";
        do
        {
            DeliverAllMessages(peer);
        }
        while (_connection.Receive());
    }

    private void DeliverAllMessages(ReplicaId peer)
    {
        while (DeliverMessages(peer) > 0)
        {
        }
    }

    private int DeliverMessages(ReplicaId peer)
    {
        var count = 0;
        var frames = _connection.Reader.TakeFrames();
        while (!frames.IsEmpty)
        {
            var payload = FrameReader.NextOf(ref frames);

            // Entries live on in log and applier; the receive buffer does not.
            var message = PeerMessageCodec.Read(PeerMessageCodec.KeepsViews(payload.Span) ? payload.ToArray() : payload);
            options.OnMessage(peer, message);
            count++;
        }

        options.Counters.CountMessagesReceived(count);
        return count;
    }

    private void ReceiveRequests(ClientConnection client, List<ClientRequest> batch)
    {
        Thread.CurrentThread.Name = "PaxosGen client";
        do
        {
            DeliverRequests(client, batch);
        }
        while (_connection.Receive());
    }

    private void DeliverRequests(ClientConnection client, List<ClientRequest> batch)
    {
        while (FrameBatch.Take(_connection.Reader, batch, ClientRequestCodec.Read))
        {
            options.Counters.CountRequests(batch.Count);
            options.OnRequests(client, CollectionsMarshal.AsSpan(batch));
            batch.Clear();
        }
    }

    private async Task ServeClientAsync(HandshakeHello hello)
    {
        var client = new ClientConnection(_connection, hello, _caller, options.Limits, options.Counters);
        List<ClientRequest> batch = [];
        all.Serve(client, _toldOf);
        try
        {
            if (_connection.IsPlain && all.TryTakeThread())
            {
                try
                {
                    await Task.Factory.StartNew(() => ReceiveRequests(client, batch), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                }
                finally
                {
                    all.GiveThread();
                }

                return;
            }

            do
            {
                DeliverRequests(client, batch);
            }
            while (await _connection.ReceiveAsync().ConfigureAwait(false));
        }
        finally
        {
            _connection.Dispose();
            all.ServeNoMore(client);
            options.OnClientClosed?.Invoke(client);
        }
    }
}
