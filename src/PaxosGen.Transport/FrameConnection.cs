using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace PaxosGen.Transport;

/// <summary>A connected socket, with TLS on it or not, and a frame reader. Closing it ends every wait on it.</summary>
internal sealed class FrameConnection : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private Stream _stream;
    private MeteredStream? _metered;
    private int _closed;

    public FrameConnection(Socket socket, int maxPayload)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Reader = new FrameReader(maxPayload);
    }

    public FrameReader Reader { get; }

    /// <summary>Whom the connection has authenticated; null without TLS.</summary>
    public PaxosPrincipal? Principal { get; private set; }

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Who is on the other end, for messages to people.</summary>
    public string Remote
    {
        get
        {
            try
            {
                return _socket.RemoteEndPoint?.ToString() ?? "?";
            }
            catch (Exception e) when (IsLoss(e))
            {
                return "?";
            }
        }
    }

    /// <summary>The other end's address; null when it is gone.</summary>
    public IPAddress? RemoteAddress
    {
        get
        {
            try
            {
                return (_socket.RemoteEndPoint as IPEndPoint)?.Address;
            }
            catch (Exception e) when (IsLoss(e))
            {
                return null;
            }
        }
    }

    /// <summary>Whether an exception only says that the connection is gone.</summary>
    public static bool IsLoss(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;

    /// <summary>The first byte that the other end has sent, which stays to be received; -1 when it has closed.</summary>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken)
    {
        var first = new byte[1];
        return await _socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken).ConfigureAwait(false) == 0 ? -1 : first[0];
    }

    /// <summary>Goes over to TLS before anything has been received, as the end that was dialled.</summary>
    /// <param name="tls">Certificates and whom to trust.</param>
    /// <param name="budget">Most bytes to receive until <see cref="Trust"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Who the other is, if anybody.</returns>
    public async Task<Authentication> AcceptTlsAsync(TlsEndpoint tls, int budget, CancellationToken cancellationToken)
    {
        Authentication? judged = null;
        _metered = new MeteredStream(_stream, budget);
        var secure = Secure(_metered);
        await secure.AuthenticateAsServerAsync(tls.ForServer(verdict => judged = verdict), cancellationToken).ConfigureAwait(false);
        return judged ?? new Authentication.Refused("The TLS handshake ended without a certificate.");
    }

    /// <summary>Goes over to TLS before anything has been sent, as the end that dials.</summary>
    /// <exception cref="HandshakeRefusedException">The other end is not who it should be; says why.</exception>
    /// <exception cref="IOException">There is no TLS there, or the other end wants none of this one.</exception>
    public async Task DialTlsAsync(TlsEndpoint tls, HostPort address, int replica, CancellationToken cancellationToken)
    {
        Authentication? judged = null;
        var secure = Secure(_stream);
        var options = tls.ForClient(address.Host, replica, verdict => judged = verdict);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException && judged is not Authentication.Refused)
        {
            throw new IOException(
                judged is null
                    ? $"there is no answer in TLS ({e.Message.TrimEnd('.')}). Is that a port of a replica, and does the replica use TLS?"
                    : $"the TLS handshake ended early: {e.Message}",
                e);
        }
        catch (Exception e) when (judged is Authentication.Refused && IsLoss(e) && !cancellationToken.IsCancellationRequested)
        {
            // Told below in words.
        }

        Principal = judged switch
        {
            Authentication.Known known => known.Principal,
            Authentication.Refused refused => throw new HandshakeRefusedException(RefusalCode.NotAllowed, $"{address} is not trusted. {refused.Why}"),
            _ => throw new HandshakeRefusedException(RefusalCode.NotAllowed, $"{address} is not trusted: it showed no certificate."),
        };
    }

    /// <summary>The other end is known and may go on.</summary>
    public void Trust(PaxosPrincipal? principal)
    {
        Principal = principal;
        _metered?.Lift();
    }

    /// <summary>Receives some bytes into <see cref="Reader"/>; false when the other end has closed.</summary>
    public async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var count = await _stream.ReadAsync(Reader.FreeSpace(), cancellationToken).ConfigureAwait(false);
        Reader.Advance(count);
        return count > 0;
    }

    /// <summary>Whether bytes go over the socket as they are.</summary>
    public bool IsPlain => _stream is NetworkStream;

    /// <summary>
    /// Receives some bytes into <see cref="Reader"/> on this thread, which the kernel wakes itself: over the thread that
    /// waits for all sockets, and one of the pool, they would come two changes of threads later. Only without TLS.
    /// </summary>
    /// <returns>False when either end has closed.</returns>
    public bool Receive()
    {
        while (!_socket.Poll(PollInterval, SelectMode.SelectRead))
        {
            if (IsClosed)
            {
                return false;
            }
        }

        var count = _socket.Receive(Reader.FreeSpace().Span);
        Reader.Advance(count);
        return count > 0;
    }

    /// <summary>Receives until a frame is there. Its payload is valid until the next receive.</summary>
    /// <exception cref="WireFormatException">No good frame.</exception>
    /// <exception cref="EndOfStreamException">The other end closed first.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveFrameAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload;
        while (!Reader.TryRead(out payload))
        {
            if (!await ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new EndOfStreamException("The other end closed the connection.");
            }
        }

        return payload;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        _stream.WriteAsync(bytes, cancellationToken);

    // Closing at the same time disposes either the stream of before or this one; in the first case this one is disposed here.
    private SslStream Secure(Stream inner)
    {
        SslStream secure;
        try
        {
            secure = new SslStream(inner, leaveInnerStreamOpen: false);
        }
        catch (ArgumentException) when (IsClosed)
        {
            // So it says that the stream can be neither read nor written.
            throw new ObjectDisposedException(nameof(FrameConnection));
        }

        Interlocked.Exchange(ref _stream, secure);
        if (IsClosed)
        {
            secure.Dispose();
            throw new ObjectDisposedException(nameof(FrameConnection));
        }

        return secure;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Volatile.Read(ref _stream).Dispose();
        }
    }
}
