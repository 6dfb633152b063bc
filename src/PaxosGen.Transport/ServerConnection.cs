using System.Runtime.InteropServices;

namespace PaxosGen.Transport;

/// <summary>Takes the replies that have arrived together. The span is valid during the call; the replies stay.</summary>
public delegate void ClientRepliesHandler(ReadOnlySpan<ArrivedReply> replies);

/// <summary>The client's end of a connection to a replica.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ServerConnection : IDisposable
{
    private readonly FrameConnection _connection;
    private readonly FrameSender _sender;

    private ServerConnection(FrameConnection connection, HandshakeWelcome welcome, long maxUnsentBytes)
    {
        _connection = connection;
        _sender = new FrameSender(connection, maxUnsentBytes);
        Welcome = welcome;
    }

    /// <summary>What the replica said of itself.</summary>
    public HandshakeWelcome Welcome { get; }

    /// <summary>Connects and completes the handshake.</summary>
    /// <param name="address"><c>host:port</c>.</param>
    /// <param name="hello">What to say; the kind is filled in.</param>
    /// <param name="limits">Limits of frames and waits.</param>
    /// <param name="connectTimeout">How long the replica may take to accept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HandshakeRefusedException">The replica refused.</exception>
    /// <exception cref="IOException">Nobody answers properly there, or not in time.</exception>
    public static Task<ServerConnection> ConnectAsync(
        string address, HandshakeHello hello, TransportLimits limits, TimeSpan connectTimeout, CancellationToken cancellationToken) =>
        ConnectAsync(address, hello, null, limits, connectTimeout, cancellationToken);

    /// <summary>Connects and completes the handshake, over TLS.</summary>
    /// <inheritdoc cref="ConnectAsync(string, HandshakeHello, TransportLimits, TimeSpan, CancellationToken)" />
    /// <param name="address"><c>host:port</c>.</param>
    /// <param name="hello">What to say; the kind is filled in.</param>
    /// <param name="tls">Certificates and whom to trust; null to connect without TLS.</param>
    /// <param name="limits">Limits of frames and waits.</param>
    /// <param name="connectTimeout">How long the replica may take to accept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerConnection> ConnectAsync(
        string address, HandshakeHello hello, TlsEndpoint? tls, TransportLimits limits, TimeSpan connectTimeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hello);
        ArgumentNullException.ThrowIfNull(limits);
        var (connection, welcome) = await Dialling
            .DialAsync(HostPort.Parse(address), hello with { Kind = ConnectionKind.Client }, tls, limits, connectTimeout, cancellationToken).ConfigureAwait(false);
        return new ServerConnection(connection, welcome, long.MaxValue);
    }

    /// <summary>
    /// Queues a request and returns at once; requests queued close together go out in one write. False when the
    /// connection is closed. The caller bounds how much is in flight.
    /// </summary>
    public bool Send(ClientRequest request) => _sender.Send(request, ClientRequestCodec.Write, out _);

    /// <summary>Queues a request whose payload, which comes last, is not with the rest of it.</summary>
    /// <inheritdoc cref="Send(ClientRequest)" />
    public bool Send(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> payload) => _sender.Send(
        (head, payload),
        static (writer, request) =>
        {
            writer.WriteRaw(request.head.Span);
            writer.WriteRaw(request.payload.Span);
        },
        out _);

    /// <summary>Receives until the connection ends; to be called once. Never throws.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> ReceiveAsync(ClientRepliesHandler onReplies)
    {
        ArgumentNullException.ThrowIfNull(onReplies);
        List<ArrivedReply> batch = [];
        try
        {
            do
            {
                while (FrameBatch.Take(_connection.Reader, batch, ClientReplyCodec.ReadArrived))
                {
                    onReplies(CollectionsMarshal.AsSpan(batch));
                    batch.Clear();
                }
            }
            while (await _connection.ReceiveAsync().ConfigureAwait(false));

            return "the replica closed the connection";
        }
        catch (Exception e) when (e is WireFormatException || FrameConnection.IsLoss(e))
        {
            return e.Message;
        }
        finally
        {
            _connection.Dispose();
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Dispose() => _connection.Dispose();
}
