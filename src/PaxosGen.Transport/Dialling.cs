using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>Opens connections and says hello.</summary>
internal static class Dialling
{
    /// <summary>Connects and completes the handshake, with TLS or without.</summary>
    /// <exception cref="HandshakeRefusedException">The other end refused.</exception>
    /// <exception cref="IOException">Nobody answers properly there, or not in time.</exception>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public static async Task<(FrameConnection Connection, HandshakeWelcome Welcome)> DialAsync(
        HostPort address, HandshakeHello hello, TlsEndpoint? tls, TransportLimits limits, TimeSpan connectTimeout, CancellationToken cancellationToken,
        Action<HostPort, IPAddress[]>? onResolved = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        FrameConnection? connection = null;
        try
        {
            deadline.CancelAfter(connectTimeout);
            connection = new FrameConnection(await ConnectAsync(address, limits, onResolved, deadline.Token).ConfigureAwait(false), TransportLimits.HandshakeFrameBytes);

            deadline.CancelAfter(limits.HandshakeTimeout);
            if (tls is not null)
            {
                await connection.DialTlsAsync(tls, address, hello.Target.Value, deadline.Token).ConfigureAwait(false);
            }

            var welcome = await GreetAsync(connection, hello, deadline.Token).ConfigureAwait(false);
            CheckPrincipal(connection, address, welcome);
            connection.Reader.MaxPayload = limits.MaxFrameBytes;
            return (connection, welcome);
        }
        catch (Exception e)
        {
            connection?.Dispose();
            throw e switch
            {
                HandshakeRefusedException => e,
                OperationCanceledException when cancellationToken.IsCancellationRequested => e,
                OperationCanceledException => new IOException($"{address} did not answer in time.", e),
                WireFormatException => new IOException($"{address} does not speak this protocol: {e.Message}", e),
                SocketException or IOException or ObjectDisposedException => new IOException($"{address} cannot be reached: {e.Message}", e),
                _ => e,
            };
        }
    }

    private static void CheckPrincipal(FrameConnection connection, HostPort address, HandshakeWelcome welcome)
    {
        if (connection.Principal is { } principal && principal.Replica != welcome.Replica.Value)
        {
            throw new HandshakeRefusedException(
                RefusalCode.NotAllowed, $"{address} says that it is replica {welcome.Replica}, and its certificate is that of {principal}. Give each replica a certificate of its own.");
        }
    }

    private static async ValueTask<Socket> ConnectAsync(
        HostPort address, TransportLimits limits, Action<HostPort, IPAddress[]>? onResolved, CancellationToken cancellationToken)
    {
        Exception? last = null;
        var found = await address.ResolveAsync(cancellationToken).ConfigureAwait(false);
        onResolved?.Invoke(address, found);
        foreach (var ip in found)
        {
            var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(ip, address.Port), cancellationToken).ConfigureAwait(false);
                if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
                {
                    // On loopback a dialler may be given the very port it dials, and then talks to itself.
                    throw new SocketException((int)SocketError.ConnectionRefused);
                }

                TcpTuning.Apply(socket, limits.UnacknowledgedTimeout);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static async ValueTask<HandshakeWelcome> GreetAsync(FrameConnection connection, HandshakeHello hello, CancellationToken cancellationToken)
    {
        var frames = new FrameWriter();
        frames.Write(hello, HandshakeCodec.Write);
        byte[] greeting = [.. HandshakeCodec.Magic, .. frames.WrittenMemory.Span];
        await connection.SendAsync(greeting, cancellationToken).ConfigureAwait(false);

        var answer = await connection.ReceiveFrameAsync(cancellationToken).ConfigureAwait(false);
        return HandshakeCodec.ReadVerdict(answer.Span) switch
        {
            HandshakeVerdict.Accepted accepted => accepted.Welcome,
            HandshakeVerdict.Refused refused => throw new HandshakeRefusedException(refused.Code, ForeignText.Of(refused.Text, ForeignText.MaxMessage)),
            _ => throw new WireFormatException("Unknown verdict."),
        };
    }
}
