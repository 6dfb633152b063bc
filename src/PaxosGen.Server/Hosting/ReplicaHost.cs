using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaxosGen.Client;
using PaxosGen.Core;
using PaxosGen.Server.Running;
using PaxosGen.Server.Telemetry;
using PaxosGen.Storage;
using PaxosGen.Transport;

namespace PaxosGen.Server.Hosting;

/// <summary>
/// One running replica: opens its folder, starts its threads, listener and links, and stops them again. The place where
/// everything is put together; it decides nothing.
/// </summary>
internal sealed class ReplicaHost : IReplicaHandle
{
    private static readonly TimeSpan BirthPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HandoverPatience = TimeSpan.FromSeconds(3);

    private readonly ReplicaOptions _options;
    private readonly ReplicaStore _store;
    private readonly Inbox _inbox = new();
    private readonly ReplicaEngine _engine;
    private readonly StatusReport _status;
    private readonly Operations _operations;
    private readonly ILogger _log;
    private readonly ReplicaMetrics _metrics;
    private readonly TransportCounters _counters = new();
    private readonly bool _isNewborn;
    private readonly MemberAddresses _addresses;
    private readonly PeerLinks _links;
    private readonly PeerGate _gate;
    private readonly Refusals _refusals;
    private readonly MembershipChange _changing;
    private readonly List<Thread> _threads = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _startingOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly VersionActivation _versions;
    private readonly Lock _stopping = new();
    private ReplicaGauges? _gauges;
    private Listener? _listener;
    private ReplicaClient? _client;
    private Task? _stopped;
    private volatile string? _haltReason;

    private ReplicaHost(
        ReplicaOptions options, StateMachineSchema schema, ReplicaStore store, Func<IReplicatedStateMachine> newMachine, ILogger log)
    {
        _options = options;
        _store = store;
        _log = log;
        _metrics = new ReplicaMetrics(options.ClusterName, store.Identity.Replica);
        _isNewborn = store.Recovered.Promised == Ballot.None && store.Recovered.ChosenThrough == Slot.None;
        _addresses = new MemberAddresses(options, store.Identity.Founding);
        _links = new PeerLinks(new ReplicaId(options.Id), _addresses, DialPeer);
        _engine = new ReplicaEngine(
            options, ProtocolSettings.Of(options, schema), store, newMachine, _inbox,
            new Outbox(new ReplicaId(options.Id), _links, _inbox, () => MonotonicClock.Now), _addresses.Of,
            new Surroundings(() => MonotonicClock.Now, RandomPool.Fill, _log, _metrics, EpochBegan: OnEpochBegan,
                Describe: new CommandText(schema).Of));
        _gate = new PeerGate(store, options, schema, () => _engine.Loop.Facts.Configuration, _addresses, OnSaid, log, e => Halt(e.Message, e));
        _refusals = new Refusals(options, store.Identity.Store, _isNewborn, () => _engine.Loop.Facts);
        _versions = new VersionActivation(new ReplicaId(options.Id), schema.Version, () => _engine.Loop.Facts, _inbox, options.ElectionTimeout);
        _operations = new Operations(_inbox, _completion.Task);
        _status = new StatusReport(options, _engine, _addresses, _links);
        _changing = new MembershipChange(_engine, _inbox, _addresses, _completion.Task);
        store.ForgetRecovered();
    }

    /// <inheritdoc />
    public IPaxosClient Client => _client!;

    /// <inheritdoc />
    public Task Completion => _completion.Task;

    /// <inheritdoc />
    public ReplicaStatus Status => _status.Read(_haltReason);

    /// <summary>Starts a replica.</summary>
    /// <param name="options">How to run it.</param>
    /// <param name="schema">The state machine's schema.</param>
    /// <param name="newMachine">Makes state machines in their initial state.</param>
    /// <param name="bound">A socket that is bound to the listen address already, or null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <param name="disk">The folder, if it is not the one that the options name.</param>
    /// <param name="loggerFactory">Where to report; nowhere when null.</param>
    public static async Task<ReplicaHost> StartAsync(
        ReplicaOptions options, StateMachineSchema schema, Func<IReplicatedStateMachine> newMachine, BoundSocket? bound, CancellationToken cancellationToken,
        IDisk? disk = null, ILoggerFactory? loggerFactory = null)
    {
        ReplicaStore store;
        try
        {
            store = StoreOpening.Open(options, schema, disk);
        }
        catch
        {
            bound?.Dispose();
            throw;
        }

        var log = new ReplicaLogger((loggerFactory ?? NullLoggerFactory.Instance).CreateLogger(ReplicaLogger.Category), new ReplicaId(options.Id));
        log.Opened(store, options.DataDirectory);
        ReplicaHost host;
        try
        {
            host = new ReplicaHost(options, schema, store, newMachine, log);
        }
        catch (Exception e)
        {
            bound?.Dispose();
            store.Dispose();
            throw e is WireFormatException or StoreDamagedException
                ? new ReplicaFailedException($"The newest snapshot in '{options.DataDirectory}' cannot be loaded: {e.Message}", e)
                : e;
        }

        try
        {
            await host.StartAsync(schema, bound, cancellationToken).ConfigureAwait(false);
            host._startingOver.SetResult();
            return host;
        }
        catch
        {
            host._startingOver.SetResult();
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<long> SnapshotAsync(CancellationToken cancellationToken = default)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.Applying.EnqueueSnapshot(done);
        return await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task TransferLeadershipAsync(int to, CancellationToken cancellationToken = default) => _operations.TransferLeadershipAsync(to, cancellationToken);

    /// <inheritdoc />
    public Task RejoinAsync(CancellationToken cancellationToken = default) => _operations.RejoinAsync(cancellationToken);

    /// <inheritdoc />
    public Task<long> ChangeMembersAsync(MemberChange change, CancellationToken cancellationToken = default) => _changing.RunAsync(change, cancellationToken);

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_engine.Clients.Drain())
        {
            _log.Draining(_engine.Clients.Waiting);
        }

        var patience = Environment.TickCount64 + (long)DrainPatience.TotalMilliseconds;
        while (_engine.Clients.Waiting > 0 && Environment.TickCount64 < patience && !_completion.Task.IsCompleted)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(10, CancellationToken.None).ConfigureAwait(false);
        }

        await _operations.LeaveLeadershipAsync(
            () => _engine.Loop.Facts.Role == ReplicaRole.Leader, () => _links.Links.Any(link => link.IsConnected), HandoverPatience, cancellationToken).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StartAsync(StateMachineSchema schema, BoundSocket? bound, CancellationToken cancellationToken)
    {
        _listener = Listener.Start(new ListenerOptions
        {
            Address = StoreOpening.ListenAddress(_options),
            Bound = bound,
            Validate = _gate.Validate,
            Tls = _gate.Tls,
            Authorize = _gate.Authorize,
            IsMember = _addresses.IsMemberAt,
            OnMessage = OnMessage,
            OnRequests = _engine.Clients.OnRequests,
            OnClientClosed = _engine.Clients.OnClosed,
            Counters = _counters,
            OnEvent = new ConnectionReports(_log, TimeProvider.System).Report,
        });

        _links.Follow(_engine.Loop.Facts.Configuration.Membership);
        foreach (var later in _options.LaterMembers.Keys)
        {
            _links.Reach(new ReplicaId(later));
        }

        await AskOthersBeforeBirthAsync(cancellationToken).ConfigureAwait(false);
        if (_haltReason is not null)
        {
            throw new ReplicaFailedException(_haltReason);
        }

        Run("loop", _engine.Loop.Run);
        Run("apply", _engine.Applying.Run);
        Run("snapshot", _engine.Snapshotter.Run);
        Run("transfer", _engine.Transfer.Run);
        string[] ownFirst = [OwnAddress, .. _options.Members.OrderBy(m => m.Key).Select(m => m.Value), .. _options.LaterMembers.Values];
        _client = new ReplicaClient(PaxosClient.Create(ownFirst.Distinct(), schema, _options.Client with { Tls = _options.Client.Tls ?? _options.Tls }), _engine.Clients, _options.Client.CallTimeout,
            () => _engine.Loop.Facts.Configuration is { IsBorn: true, ActiveVersion: var active } ? active : 0);
        _gauges = new ReplicaGauges(_metrics, _engine, _inbox, _links, _listener, _counters);
        _log.Started(_listener.Endpoint.ToString());
    }

    /// <summary>
    /// A folder that has never voted may be one that was wiped: whoever is there and knows this replica by another
    /// folder must be heard before it votes for the first time.
    /// </summary>
    private async Task AskOthersBeforeBirthAsync(CancellationToken cancellationToken)
    {
        if (!_isNewborn)
        {
            return;
        }

        var patience = Environment.TickCount64 + (long)BirthPatience.TotalMilliseconds;
        while (_haltReason is null && Environment.TickCount64 < patience && _links.Links.Any(link => !link.IsConnected))
        {
            await Task.Delay(5, cancellationToken).ConfigureAwait(false);
        }
    }

    private PeerLink DialPeer(ReplicaId peer, ConnectionKind kind, string address) => PeerLink.Start(new PeerLinkOptions
    {
        Peer = peer,
        Kind = kind,
        Address = address,
        Hello = _gate.Hello with { Address = OwnAddress },
        Tls = _gate.Tls,
        OnResolved = _addresses.OnResolved,
        OnConnected = (from, welcome) => HaltIf(_refusals.OnConnected(from, welcome)),
        OnRefused = (from, code, why) => HaltIf(_refusals.OnRefused(from, code, why)),
        Counters = _counters,
        OnEvent = _log.Report,
    });

    /// <summary>Where others reach this replica, member or not.</summary>
    private string OwnAddress => HostPort.TryParse(_addresses.Of(_store.Identity.Replica)) is { Port: > 0 } address ? address.ToString()
        : _options.Listen is { } listen && HostPort.TryParse(listen) is { Port: > 0 } ? listen
        : _listener!.Endpoint.ToString();

    private void OnEpochBegan(Configuration configuration)
    {
        _links.Follow(configuration.Membership);
        _listener!.TellClients(_addresses.VotersOf(configuration));
    }

    private void OnSaid(HandshakeHello hello)
    {
        _links.OnSaid(hello.Replica, hello.Address);
        _versions.OnSaid(hello.Replica, hello.Schema.Version);
    }

    private void OnMessage(ReplicaId from, Message message)
    {
        if (_gate.MaySay(from, message) && !_engine.Transfer.TryTake(from, message))
        {
            _inbox.Post(new Input.Received(MonotonicClock.Now, from, message));
        }
    }

    private void HaltIf(string? reason)
    {
        if (reason is not null)
        {
            Halt(reason, null);
        }
    }

    private void Run(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (OperationCanceledException)
            {
                // Told to stop in the middle of something that may stay undone.
            }
            catch (Exception e)
            {
                Halt(e is InvariantViolationException or DiskFailedException ? e.Message : $"{e.GetType().Name}: {e.Message}", e);
            }
        }, maxStackSize: 16 << 20)
        {
            IsBackground = true,
            Name = $"PaxosGen {_options.Id} {name}",
        };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>The replica must not go on. It stops voting at once, and says why.</summary>
    private void Halt(string why, Exception? cause)
    {
        if (Interlocked.CompareExchange(ref _haltReason, why, null) is not null)
        {
            return;
        }

        _inbox.Close();
        _ = Task.Run(async () =>
        {
            // What is being started cannot be closed at the same time.
            await _startingOver.Task.ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        });
        if (cause is DiskFailedException failed)
        {
            _log.DiskFailed(failed.Operation, failed.File, failed.Offset, failed.ErrorNumber);
        }

        var facts = _engine.Loop.Facts;
        _log.Halted(why, facts.Promised, facts.ChosenThrough, _engine.Applying.Facts.Through, cause);
    }

    private Task CloseAsync()
    {
        lock (_stopping)
        {
            return _stopped ??= Task.Run(CloseOnceAsync);
        }
    }

    private async Task CloseOnceAsync()
    {
        try
        {
            _gauges?.Dispose();
            _versions.Dispose();
            _inbox.Close();
            _engine.Applying.Close();
            _engine.Snapshotter.Close();
            _engine.Transfer.Close();

            // Once the loop has ended nothing more is proposed; who waits need not wait for the other threads.
            foreach (var thread in _threads)
            {
                thread.Join();
                _engine.Clients.OnStopping();
            }

            if (_client is not null)
            {
                await _client.DisposeAsync().ConfigureAwait(false);
            }

            await _links.DisposeAsync().ConfigureAwait(false);
            if (_listener is not null)
            {
                await _listener.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Complete();
        }
    }

    private void Complete()
    {
        try
        {
            _store.Dispose();
            var facts = _engine.Loop.Facts;
            _log.Stopped(facts.Promised, facts.ChosenThrough, _engine.Applying.Facts.Through);
        }
        finally
        {
            if (_haltReason is { } why)
            {
                _completion.TrySetException(new ReplicaFailedException(why));

                // Nobody has to look at it; who does not, must not be troubled by an unobserved exception.
                _ = _completion.Task.Exception;
            }
            else
            {
                _completion.TrySetResult();
            }
        }
    }
}
