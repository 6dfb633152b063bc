using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>
/// A TCP address that is taken and not listened on yet. Taking ports first lets the members of a cluster know each
/// other's before any of them starts.
/// </summary>
public sealed class BoundSocket : IDisposable
{
    private readonly Socket _socket;

    private BoundSocket(Socket socket) => _socket = socket;

    /// <summary>The address; with the port that was free, if 0 was asked for.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Takes an address, <c>host:port</c>.</summary>
    /// <exception cref="ReplicaFailedException">It cannot be used; says why.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public static BoundSocket Bind(string text)
    {
        var address = HostPort.Parse(text);
        Socket? socket = null;
        try
        {
            var ip = IPAddress.TryParse(address.Host, out var literal) ? literal : Dns.GetHostAddresses(address.Host)[0];
            socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, address.Port));
            return new BoundSocket(socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw Refused(address.ToString(), e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _socket.Dispose();

    internal Socket Listen(int backlog)
    {
        try
        {
            _socket.Listen(backlog);
            return _socket;
        }
        catch (SocketException e)
        {
            // Two may have taken the same address; only one can listen on it.
            var address = Endpoint.ToString();
            _socket.Dispose();
            throw Refused(address, e);
        }
    }

    private static ReplicaFailedException Refused(string address, SocketException e) => new(
        e.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"Cannot listen on {address}: the port is in use. Stop the other process or choose another port.",
            SocketError.AddressNotAvailable => $"Cannot listen on {address}: this machine does not have that address.",
            SocketError.AccessDenied => $"Cannot listen on {address}: not permitted. Choose a port from 1024 up.",
            SocketError.HostNotFound => $"Cannot listen on {address}: the host name is unknown.",
            _ => $"Cannot listen on {address}: {e.Message}",
        },
        e);
}
