using System.Collections.Immutable;
using System.Diagnostics;
using PaxosGen.Transport;

namespace PaxosGen.Client;

/// <summary>
/// A client of a cluster over TCP. It owns the socket, the timer and the waiting callers; what to do is decided by a
/// <see cref="ClientMachine"/>.
/// </summary>
/// <remarks>Thread-safe; one client is enough for any number of concurrent calls.</remarks>
public sealed class PaxosClient : IPaxosClient
{
    private const int MaxReusable = 4096;

    private readonly Lock _gate = new();
    private readonly ClientMachine _machine;
    private readonly ClientEffects _effects = new();
    private readonly EndedCalls _ended = new();
    private readonly HashSet<Task> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Timer _timer;
    private readonly TransportLimits _limits;
    private readonly PaxosClientOptions _options;
    private readonly TlsEndpoint? _tls;
    private readonly Lock _reuseGate = new();
    private readonly Stack<PendingCall> _reusable = new();
    private ServerConnection? _connection;
    private int _connectionNumber;
    private long _timerAt = long.MaxValue;
    private bool _isClosed;

    private PaxosClient(ImmutableArray<string> endpoints, StateMachineSchema? schema, PaxosClientOptions options, TlsEndpoint? tls)
    {
        _options = options;
        _tls = tls;
        _limits = new TransportLimits { HandshakeTimeout = options.ConnectTimeout };
        _machine = new ClientMachine(new ClientMachineOptions
        {
            Endpoints = endpoints,
            Schema = schema is null ? SchemaIdentity.Unspecified : SchemaIdentity.Of(schema),
            Client = options,
            Seed = (ulong)Random.Shared.NextInt64(),
        });
        _timer = new Timer(static client => ((PaxosClient)client!).OnTimer(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>Creates a client that connects when it is first used.</summary>
    /// <param name="endpoints">Addresses of replicas, <c>host:port</c>: one that is up is enough, all are better.</param>
    /// <param name="schema">What the caller encodes for; checked against the cluster's. Not checked when null.</param>
    /// <param name="options">Time-outs and limits; the defaults when null.</param>
    /// <exception cref="ArgumentException">No address, a malformed one, an option out of range, or certificates that cannot be used.</exception>
    public static PaxosClient Create(IEnumerable<string> endpoints, StateMachineSchema? schema = null, PaxosClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ImmutableArray<string> addresses = [.. endpoints];
        if (addresses.IsEmpty)
        {
            throw new ArgumentException("Give the address of at least one replica, for example 127.0.0.1:7101.", nameof(endpoints));
        }

        foreach (var address in addresses)
        {
            if (HostPort.TryParse(address) is null)
            {
                throw new ArgumentException($"'{address}' is no address; write host:port, for example 127.0.0.1:7101.", nameof(endpoints));
            }
        }

        options ??= new PaxosClientOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxCommandBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.CallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RetryAfter, TimeSpan.Zero);
        return new PaxosClient(addresses, schema, options, options.Tls is null ? null : Tls(options.Tls));
    }

    /// <summary>Creates a client and waits until it has found the leader and opened a session.</summary>
    /// <inheritdoc cref="Create" path="/param" />
    /// <param name="endpoints">Addresses of replicas.</param>
    /// <param name="schema">What the caller encodes for.</param>
    /// <param name="options">Time-outs and limits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClusterUnavailableException">No leader was found within <see cref="PaxosClientOptions.CallTimeout"/>.</exception>
    /// <exception cref="IncompatibleSchemaException">The cluster runs another schema.</exception>
    public static async ValueTask<PaxosClient> ConnectAsync(
        IEnumerable<string> endpoints, StateMachineSchema? schema, PaxosClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = Create(endpoints, schema, options);
        try
        {
            await client.CallAsync("paxosgen.client.connect", CallKind.Open.Instance, default, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects a generated client.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <inheritdoc cref="ConnectAsync(IEnumerable{string}, StateMachineSchema?, PaxosClientOptions?, CancellationToken)" />
    public static async ValueTask<TClient> ConnectAsync<TClient>(
        IEnumerable<string> endpoints, PaxosClientOptions? options = null, CancellationToken cancellationToken = default)
        where TClient : ITypedClient<TClient> =>
        TClient.Create(await ConnectAsync(endpoints, TClient.Schema, options, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public int SchemaVersion => _machine.SchemaVersion;

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
        CallAsync("paxosgen.client.command", CallKind.SessionCommand.Instance, Checked(command), cancellationToken);

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
        CallAsync("paxosgen.client.query", new CallKind.Query(consistency), Checked(query), cancellationToken);

    /// <inheritdoc />
    public IPaxosClient WithIdempotencyKey(Guid key) => new KeyedPaxosClient(this, key);

    /// <summary>Ends the calls under way, each with an error that tells whether it may have been applied, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] connections;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            Step(new ClientInput.Close());
            connections = [.. _connections];
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(connections).ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
    }

    private static TlsEndpoint Tls(TlsOptions options)
    {
        var tls = new TlsEndpoint(options);
        try
        {
            return tls.OwnProblem is { } problem ? throw new ArgumentException(problem) : tls;
        }
        catch (IOException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    internal ValueTask<ReadOnlyMemory<byte>> KeyedCommandAsync(UInt128 key, ReadOnlyMemory<byte> command, CancellationToken cancellationToken) =>
        CallAsync("paxosgen.client.command", new CallKind.KeyedCommand(key), Checked(command), cancellationToken);

    internal void Cancel(RequestId call)
    {
        lock (_gate)
        {
            Step(new ClientInput.Cancel(call));
        }
    }

    internal void Reuse(PendingCall pending)
    {
        lock (_reuseGate)
        {
            if (_reusable.Count < MaxReusable)
            {
                _reusable.Push(pending);
            }
        }
    }

    private static long Now => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    // Thrown here and not through the task, so that a caller finds the call that is wrong.
    private ReadOnlyMemory<byte> Checked(ReadOnlyMemory<byte> payload) => payload.Length <= _options.MaxCommandBytes
        ? payload
        : throw new ArgumentException($"{payload.Length} bytes; at most {_options.MaxCommandBytes} are allowed (PaxosClientOptions.MaxCommandBytes).");

    private ValueTask<ReadOnlyMemory<byte>> CallAsync(string name, CallKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadOnlyMemory<byte>>(cancellationToken);
        }

        PendingCall? pending;
        lock (_reuseGate)
        {
            _reusable.TryPop(out pending);
        }

        pending ??= new PendingCall(this);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            pending.Start(ClientTrace.Start(name), cancellationToken);
            var task = pending.Task;
            _machine.Begin(pending, kind, payload, Now, _effects);
            Execute();
            pending.Watch();
            return task;
        }
    }

    // Under the lock.
    private void Step(ClientInput input)
    {
        _machine.Step(input, Now, _effects);
        Execute();
    }

    private void Execute()
    {
        foreach (var number in _effects.Disconnects)
        {
            if (number == _connectionNumber)
            {
                _connection?.Dispose();
            }
        }

        foreach (var (number, address, hello) in _effects.Connects)
        {
            Dial(number, address, hello);
        }

        foreach (var request in _effects.Sends)
        {
            // A connection that is closed by now says so itself, and the machine sends again on the next.
            if (request.Connection == _connectionNumber)
            {
                _connection?.Send(_effects.HeadOf(request), request.Payload);
                if (request.Call is PendingCall { Activity: { } activity })
                {
                    ClientTrace.OnSent(activity, _effects.Read(request));
                }
            }
        }

        foreach (var (call, outcome) in _effects.Completions)
        {
            var pending = (PendingCall)call;
            pending.End(outcome);
            _ended.Add(pending);
        }

        _effects.Clear();
        _ended.GoOn();
        if (_machine.WakeAt < _timerAt && !_isClosed)
        {
            _timerAt = _machine.WakeAt;
            _timer.Change((long)Math.Ceiling(Math.Max(0, _timerAt - Now) / 1e6), Timeout.Infinite);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _timerAt = long.MaxValue;
                Step(new ClientInput.Tick());
            }
        }
    }

    private void Dial(int number, string address, HandshakeHello hello)
    {
        Task task = Task.Run(() => ConnectAndReceiveAsync(number, address, hello));
        _connections.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        void Forget(Task ended)
        {
            lock (_gate)
            {
                _connections.Remove(ended);
            }
        }
    }

    private async Task ConnectAndReceiveAsync(int number, string address, HandshakeHello hello)
    {
        ServerConnection connection;
        try
        {
            connection = await ServerConnection.ConnectAsync(address, hello, _tls, _limits, _options.ConnectTimeout, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or FormatException)
        {
            lock (_gate)
            {
                Step(new ClientInput.ConnectFailed(number, (e as HandshakeRefusedException)?.Code, e.Message));
            }

            return;
        }

        lock (_gate)
        {
            _connection = connection;
            _connectionNumber = number;
            Step(new ClientInput.Connected(number, connection.Welcome));
        }

        var why = await connection.ReceiveAsync(replies => OnReplies(number, replies)).ConfigureAwait(false);
        lock (_gate)
        {
            Step(new ClientInput.Disconnected(number, why));
        }
    }

    private void OnReplies(int number, ReadOnlySpan<ArrivedReply> replies)
    {
        lock (_gate)
        {
            _machine.Receive(number, replies, Now, _effects);
            Execute();
        }
    }
}
