using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Transport.Tests;

/// <summary>Stands between a client and a server, and remembers what the client has sent.</summary>
internal sealed class RecordingRelay : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly MemoryStream _sent = new();
    private readonly Task _relaying;

    public RecordingRelay(IPEndPoint server)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _relaying = RelayAsync(server);
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>What the client has sent.</summary>
    public byte[] Sent()
    {
        lock (_sent)
        {
            return _sent.ToArray();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _ = _relaying.Exception;
    }

    private async Task RelayAsync(IPEndPoint server)
    {
        using var client = await _listener.AcceptAsync();
        using var upstream = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await upstream.ConnectAsync(server);
        await Task.WhenAny(CopyAsync(client, upstream, isRecorded: true), CopyAsync(upstream, client, isRecorded: false));
    }

    private async Task CopyAsync(Socket from, Socket to, bool isRecorded)
    {
        var buffer = new byte[8192];
        int count;
        while ((count = await from.ReceiveAsync(buffer)) > 0)
        {
            if (isRecorded)
            {
                lock (_sent)
                {
                    _sent.Write(buffer, 0, count);
                }
            }

            await to.SendAsync(buffer.AsMemory(0, count));
        }
    }
}
