using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Transport;

/// <summary>One TCP port for peers and clients: who connects says in its hello what it is.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Listener : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(50);

    private readonly ListenerOptions _options;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<AcceptedConnection, Task> _connections = new();
    private readonly AcceptedConnections _accepted;
    private readonly Task _accepting;

    private Listener(ListenerOptions options, Socket socket)
    {
        _options = options;
        _socket = socket;
        _accepted = new AcceptedConnections(options);
        Endpoint = (IPEndPoint)socket.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens; with the port that was free, if 0 was asked for.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>How many clients are connected.</summary>
    public int Clients => _accepted.Clients.Count;

    /// <summary>How many peers are connected.</summary>
    public int Peers => _accepted.Peers;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ReplicaFailedException">The address cannot be used; says why.</exception>
    /// <exception cref="FormatException">The address is none.</exception>
    public static Listener Start(ListenerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bound = options.Bound ?? BoundSocket.Bind(options.Address);
        return new Listener(options, bound.Listen(Backlog));
    }

    /// <summary>Tells all clients where the members listen from now on, those included that are connecting at this very moment.</summary>
    public void TellClients(EpochMembers members) => _accepted.Tell(members);

    /// <summary>Stops listening and ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (_stopping.IsCancellationRequested && FrameConnection.IsLoss(e))
            {
                return;
            }
            catch (SocketException e)
            {
                // One that vanished before it was accepted, or no file handle left: others must not suffer for it.
                _options.OnEvent?.Invoke(new TransportEvent.AcceptFailed(Endpoint.ToString(), e.Message));
                await Task.Delay(PauseAfterError, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(Socket socket)
    {
        AcceptedConnection connection;
        try
        {
            TcpTuning.Apply(socket, _options.Limits.UnacknowledgedTimeout);
            connection = new AcceptedConnection(socket, _options, _accepted);
        }
        catch (Exception e) when (FrameConnection.IsLoss(e))
        {
            socket.Dispose();
            return;
        }

        if (!_accepted.TryEnter(connection))
        {
            connection.Dispose();
            return;
        }

        // Known before it runs, so that it cannot end before it is known.
        var started = new TaskCompletionSource();
        var serving = ServeAsync(connection, started.Task);
        _connections[connection] = serving;
        started.SetResult();
    }

    private async Task ServeAsync(AcceptedConnection connection, Task started)
    {
        await started.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await connection.RunAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A callback threw: our own mistake, which must cost one connection and be seen.
            _options.OnEvent?.Invoke(new TransportEvent.InternalError(connection.Remote, e));
        }
        finally
        {
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }
}
