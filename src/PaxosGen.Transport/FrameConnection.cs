using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>A connected socket with a frame reader. Closing it ends every wait on it.</summary>
internal sealed class FrameConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private int _closed;

    public FrameConnection(Socket socket, int maxPayload)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Reader = new FrameReader(maxPayload);
    }

    public FrameReader Reader { get; }

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Who is on the other end, for messages to people.</summary>
    public string Remote
    {
        get
        {
            try
            {
                return _socket.RemoteEndPoint?.ToString() ?? "?";
            }
            catch (Exception e) when (IsLoss(e))
            {
                return "?";
            }
        }
    }

    /// <summary>Whether an exception only says that the connection is gone.</summary>
    public static bool IsLoss(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>Receives some bytes into <see cref="Reader"/>; false when the other end has closed.</summary>
    public async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var count = await _stream.ReadAsync(Reader.FreeSpace(), cancellationToken).ConfigureAwait(false);
        Reader.Advance(count);
        return count > 0;
    }

    /// <summary>Receives until a frame is there. Its payload is valid until the next receive.</summary>
    /// <exception cref="WireFormatException">No good frame.</exception>
    /// <exception cref="EndOfStreamException">The other end closed first.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveFrameAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> payload;
        while (!Reader.TryRead(out payload))
        {
            if (!await ReceiveAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new EndOfStreamException("The other end closed the connection.");
            }
        }

        return payload;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        _stream.WriteAsync(bytes, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _stream.Dispose();
        }
    }
}
