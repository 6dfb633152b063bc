using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>Those who connect to a port and speak no language of its: noise, lengths that no frame has, half a request, silence.</summary>
internal sealed class Strangers : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly Random _random;

    public Strangers(int seed) => _random = new Random(seed);

    /// <summary>Connects a few times and says something different each time. Those who stay silent stay connected.</summary>
    public async Task BotherAsync(string address)
    {
        var noise = new byte[64 << 10];
        _random.NextBytes(noise);
        var endless = new byte[64];
        Array.Fill(endless, (byte)0xFF);
        byte[][] said =
        [
            noise,
            endless,
            [0, 0, 0, 0, 0, 0, 0, 0],
            Encoding.ASCII.GetBytes("GET /status HTTP/1.1\r\nHost: elsewhere\r\n\r\n"),
            Encoding.ASCII.GetBytes("POST /accounts/a/deposit HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n{\"amount\":"),
            Encoding.ASCII.GetBytes("\0\r\n\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            noise[..3],
            [],
        ];
        foreach (var bytes in said)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            try
            {
                await socket.ConnectAsync(IPEndPoint.Parse(address)).WaitAsync(TimeSpan.FromSeconds(5));
                await socket.SendAsync(bytes).WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                // Being hung up on is what they should expect.
            }
        }
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());
}
