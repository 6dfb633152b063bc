using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PaxosGen.Transport;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>
/// Stands before each member's port, so that the way between two of them can be cut, in one direction or both, and
/// healed. What is cut is silent: connections stand and nothing comes through, as when a cable is pulled. Who dials is
/// read from the hello; clients come through always.
/// </summary>
internal sealed class PeerProxies : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<(int From, int To), bool> _cuts = new();
    private readonly List<Socket> _listeners = [];
    private readonly ConcurrentBag<Task> _running = [];
    private readonly List<string> _addresses = [];

    /// <param name="behind">Where the members really listen, from member 1.</param>
    public PeerProxies(IReadOnlyList<string> behind)
    {
        for (var member = 1; member <= behind.Count; member++)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(512);
            _listeners.Add(listener);
            _addresses.Add(listener.LocalEndPoint!.ToString()!);
            _running.Add(AcceptAsync(listener, member, IPEndPoint.Parse(behind[member - 1])));
        }
    }

    /// <summary>What the members are told to be each other's addresses.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    /// <summary>Nothing that one sends reaches the other.</summary>
    public void Cut(int from, int to) => _cuts[(from, to)] = true;

    /// <summary>Cuts both ways between each of these and each of the others.</summary>
    public void Separate(IEnumerable<int> some, IEnumerable<int> others)
    {
        foreach (var one in some)
        {
            foreach (var other in others)
            {
                Cut(one, other);
                Cut(other, one);
            }
        }
    }

    /// <summary>All ways are open again.</summary>
    public void Heal() => _cuts.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listeners.ForEach(listener => listener.Dispose());
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener, int to, IPEndPoint target)
    {
        while (true)
        {
            try
            {
                _running.Add(ServeAsync(await listener.AcceptAsync(_stopping.Token), to, target));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket dialler, int to, IPEndPoint target)
    {
        using (dialler)
        using (var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                dialler.NoDelay = server.NoDelay = true;
                await server.ConnectAsync(target, _stopping.Token);
                var (from, said) = await WhoAsync(dialler);
                await PassAsync(server, said, from, to);
                await Task.WhenAny(PumpAsync(dialler, server, from, to), PumpAsync(server, dialler, to, from));
            }
            catch (Exception e) when (IsLoss(e))
            {
                // One end is gone, or the test is over: so is the other end.
            }
        }
    }

    /// <summary>Reads until it is clear who dials; 0 for whoever is no member.</summary>
    private async Task<(int From, ReadOnlyMemory<byte> Said)> WhoAsync(Socket dialler)
    {
        var said = new List<byte>();
        var reader = new FrameReader(TransportLimits.HandshakeFrameBytes);
        var isGreeted = false;
        while (true)
        {
            var space = reader.FreeSpace();
            var count = await dialler.ReceiveAsync(space, _stopping.Token);
            if (count == 0)
            {
                throw new IOException("The dialler left before it said who it is.");
            }

            said.AddRange(space.Span[..count]);
            reader.Advance(count);
            if (!isGreeted && reader.Received.Length >= HandshakeCodec.Magic.Length)
            {
                if (!reader.Received.StartsWith(HandshakeCodec.Magic))
                {
                    return (0, said.ToArray());
                }

                reader.Skip(HandshakeCodec.Magic.Length);
                isGreeted = true;
            }

            if (isGreeted && reader.TryRead(out var frame))
            {
                var hello = HandshakeCodec.ReadHello(frame.Span);
                return (hello.Kind == ConnectionKind.Client ? 0 : hello.Replica.Value, said.ToArray());
            }
        }
    }

    private async Task PumpAsync(Socket source, Socket sink, int from, int to)
    {
        var bytes = new byte[64 << 10];
        try
        {
            while (await source.ReceiveAsync(bytes, _stopping.Token) is var count and > 0)
            {
                await PassAsync(sink, bytes.AsMemory(0, count), from, to);
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Whoever waits for both pumps ends them.
        }
    }

    /// <summary>Sends on, once the way is open.</summary>
    private async Task PassAsync(Socket sink, ReadOnlyMemory<byte> bytes, int from, int to)
    {
        while (_cuts.ContainsKey((from, to)))
        {
            await Task.Delay(20, _stopping.Token);
        }

        while (!bytes.IsEmpty)
        {
            bytes = bytes[await sink.SendAsync(bytes, _stopping.Token)..];
        }
    }

    private static bool IsLoss(Exception e) => e is SocketException or IOException or WireFormatException or OperationCanceledException or ObjectDisposedException;
}
