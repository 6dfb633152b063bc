using PaxosGen.Core;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>A connection that sends what it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    private readonly ServerConnection _connection;
    private readonly System.Threading.Channels.Channel<ClientReply> _replies = System.Threading.Channels.Channel.CreateUnbounded<ClientReply>();

    private RawClient(ServerConnection connection)
    {
        _connection = connection;
        _ = connection.ReceiveAsync(replies =>
        {
            foreach (var reply in replies)
            {
                _replies.Writer.TryWrite(reply.ToReply());
            }
        });
    }

    public static async Task<RawClient> ConnectAsync(string address, TlsOptions? tls, string? dials = null) => new(await ServerConnection.ConnectAsync(
        address, new HandshakeHello { Kind = ConnectionKind.Client }, tls is null ? null : new TlsEndpoint(tls, dials),
        new TransportLimits(), TimeSpan.FromSeconds(10), Patience));

    public async Task<ClientReply> AskAsync(ClientRequest request)
    {
        Assert.True(_connection.Send(request));
        ClientReply reply;
        do
        {
            reply = await _replies.Reader.ReadAsync(Patience);
        }
        while (reply is ClientReply.Members);
        return reply;
    }

    public void Dispose() => _connection.Dispose();
}
