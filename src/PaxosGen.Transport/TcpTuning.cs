using System.Buffers.Binary;
using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>Options of every TCP connection.</summary>
internal static class TcpTuning
{
    private const int Tcp = 6;
    private const int LinuxTcpUserTimeout = 18;

    public static void Apply(Socket socket, TimeSpan unacknowledgedTimeout)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 2);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // TCP itself doubles its retransmission time-out up to two minutes: after a partition has healed, a connection
        // from before would stay silent for longer than an election. A new one talks at once.
        Span<byte> milliseconds = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(milliseconds, (int)unacknowledgedTimeout.TotalMilliseconds);
        try
        {
            socket.SetRawSocketOption(Tcp, LinuxTcpUserTimeout, milliseconds);
        }
        catch (SocketException)
        {
            // A kernel without it: heartbeats and retries notice later.
        }
    }
}
