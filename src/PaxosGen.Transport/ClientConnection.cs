namespace PaxosGen.Transport;

/// <summary>Where the replies to a client's requests go.</summary>
public interface IReplyTo
{
    /// <summary>Queues a reply and returns at once. False when the client is gone.</summary>
    bool Send(ClientReply reply);

    /// <summary>Queues a reply which may wait for others until <see cref="Flush"/>. False when the client is gone.</summary>
    bool Post(ClientReply reply) => Send(reply);

    /// <summary>Lets go what was posted.</summary>
    /// <param name="here">Whether this thread may write it, as far as nothing has to wait.</param>
    void Flush(bool here)
    {
    }

    /// <summary>Who the client is, as its certificate says; empty without authentication.</summary>
    string Principal => "";

    /// <summary>Whom its requests count for, when the room for them is shared out.</summary>
    object Caller => this;
}

/// <summary>The replica's end of a connection from a client.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class ClientConnection : IReplyTo
{
    private const int ReplyOverhead = 64;

    private readonly FrameConnection _connection;
    private readonly FrameSender _sender;
    private readonly TransportLimits _limits;
    private readonly TransportCounters _counters;

    internal ClientConnection(FrameConnection connection, HandshakeHello hello, object? caller, TransportLimits limits, TransportCounters counters)
    {
        _connection = connection;
        _limits = limits;
        _counters = counters;
        _sender = new FrameSender(connection, limits.MaxUnsentReplyBytes);
        Hello = hello;
        Caller = caller ?? this;
        Principal = connection.Principal?.ToString() ?? "";
        Remote = connection.Remote;
    }

    /// <summary>What the client said of itself.</summary>
    public HandshakeHello Hello { get; }

    /// <inheritdoc />
    public string Principal { get; }

    /// <summary>Its principal, whichever connection it uses; without authentication, the connection.</summary>
    public object Caller { get; }

    /// <summary>The client's address, for messages to people.</summary>
    public string Remote { get; }

    /// <summary>Whether the connection is over.</summary>
    public bool IsClosed => _connection.IsClosed;

    /// <summary>Whatever the replica wants to remember with the connection.</summary>
    public object? Tag { get; set; }

    /// <summary>
    /// Queues a reply and returns at once; replies queued close together go out in one write. False when the client is
    /// gone, or is disconnected now because it does not read.
    /// </summary>
    public bool Send(ClientReply reply)
    {
        var sent = Post(reply);
        if (sent)
        {
            _sender.Flush(here: false);
        }

        return sent;
    }

    /// <inheritdoc />
    public void Flush(bool here) => _sender.Flush(here);

    /// <inheritdoc />
    public bool Post(ClientReply reply)
    {
        if (reply is ClientReply.Result result && result.Payload.Length > _limits.MaxFrameBytes - ReplyOverhead)
        {
            // Applied, but it cannot be told: an answer that is the same at each repeat is better than none.
            reply = new ClientReply.Failed(
                reply.Id, "PaxosGen.ResultTooLarge", $"The result of {result.Payload.Length} bytes does not fit a frame of {_limits.MaxFrameBytes} bytes.");
        }

        var sent = _sender.Add(reply, ClientReplyCodec.Write, out var overflowed);
        if (sent)
        {
            _counters.CountReply();
        }
        else if (overflowed)
        {
            _counters.CountSlowClient();
        }

        return sent;
    }

    /// <summary>Ends the connection.</summary>
    public void Close() => _connection.Dispose();
}
