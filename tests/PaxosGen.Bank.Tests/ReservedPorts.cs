using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Bank.Tests;

/// <summary>
/// Ports of this machine that nobody else is given while this is held, and that the tests' processes can listen on all
/// the same: a bound socket that does not listen keeps the system from handing its port out, and yields to whoever
/// names it.
/// </summary>
internal sealed class ReservedPorts : IDisposable
{
    private readonly List<Socket> _sockets = [];

    public ReservedPorts(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
    }

    /// <summary>The addresses, <c>127.0.0.1:port</c>.</summary>
    public IReadOnlyList<string> Addresses => [.. _sockets.Select(socket => socket.LocalEndPoint!.ToString()!)];

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());
}
