using System.Collections.Concurrent;
using System.Net.Sockets;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

/// <summary>A listener on a free port that remembers what it hears.</summary>
internal sealed class TestListener : IAsyncDisposable
{
    public TestListener(TransportLimits? limits = null, string address = "127.0.0.1:0", TlsOptions? tls = null, Func<System.Net.IPAddress, bool>? isMember = null)
    {
        Listener = Listener.Start(new ListenerOptions
        {
            Address = address,
            Limits = limits ?? new TransportLimits(),
            Counters = Counters,
            Tls = tls is null ? null : new TlsEndpoint(tls, Pki.Cluster, problem => Problems.Enqueue(problem.Text)),
            IsMember = isMember ?? (static _ => false),
            Validate = hello =>
            {
                Hellos.Enqueue(hello);
                return Verdict;
            },
            OnMessage = (from, message) => Messages.Enqueue((from, message)),
            OnRequests = (client, requests) =>
            {
                foreach (var request in requests)
                {
                    OnRequest(client, request);
                }
            },
            OnClientClosed = client => Closed.Enqueue(client),
            OnEvent = Events.Enqueue,
        });
    }

    public Listener Listener { get; }

    public TransportCounters Counters { get; } = new();

    public HandshakeVerdict Verdict { get; set; } = new HandshakeVerdict.Accepted(Samples.Welcome);

    public Action<ClientConnection, ClientRequest> OnRequest { get; set; } =
        static (client, request) => client.Send(new ClientReply.Pong(request.Id));

    public ConcurrentQueue<HandshakeHello> Hellos { get; } = new();

    public ConcurrentQueue<(ReplicaId From, Message Message)> Messages { get; } = new();

    public ConcurrentQueue<ClientConnection> Closed { get; } = new();

    public ConcurrentQueue<TransportEvent> Events { get; } = new();

    public ConcurrentQueue<string> Problems { get; } = new();

    public string Address => Listener.Endpoint.ToString();

    public async Task<Socket> OpenRawAsync(string? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null)
        {
            socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Parse(from), 0));
        }

        await socket.ConnectAsync(Listener.Endpoint);
        return socket;
    }

    public Task<ServerConnection> ConnectClientAsync(TlsOptions tls, HandshakeHello? hello = null) => ServerConnection.ConnectAsync(
        Address, hello ?? Samples.ClientHello, new TlsEndpoint(tls), new TransportLimits(), TimeSpan.FromSeconds(10), CancellationToken.None);

    public Task<ServerConnection> ConnectClientAsync() => ServerConnection.ConnectAsync(
        Address, Samples.ClientHello, new TransportLimits(), TimeSpan.FromSeconds(10), CancellationToken.None);

    public ValueTask DisposeAsync() => Listener.DisposeAsync();
}

/// <summary>Waiting for what will happen, with a bound that only a failure reaches.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition, string what)
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Never happened: {what}");
            await Task.Delay(5);
        }
    }

    /// <summary>Reads until the other end closes; true if it does in time.</summary>
    public static async Task Closed(Socket socket)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, bound.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset is closed too.
        }
    }
}
