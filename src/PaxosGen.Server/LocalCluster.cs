using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using PaxosGen.Server.Hosting;
using PaxosGen.Transport;

namespace PaxosGen;

/// <summary>
/// A whole cluster in this process: real files, real loopback sockets, nothing simulated. For tests and first steps; a
/// process is one point of failure however many replicas run in it.
/// </summary>
/// <typeparam name="TReplica">The generated replica.</typeparam>
/// <remarks>Thread-safe, but for starting and stopping the same replica at once.</remarks>
public sealed class LocalCluster<TReplica> : IAsyncDisposable
    where TReplica : ITypedReplica<TReplica>
{
    private static readonly TimeSpan LeaderPatience = TimeSpan.FromSeconds(30);

    private readonly SortedDictionary<int, TReplica> _running = [];
    private readonly Dictionary<int, string> _founders;
    private readonly ConcurrentDictionary<int, string> _addresses;
    private readonly LocalClusterOptions _options;
    private readonly string _directory;
    private readonly bool _deletesDirectory;

    private LocalCluster(Dictionary<int, string> members, LocalClusterOptions options)
    {
        _founders = members;
        _addresses = new ConcurrentDictionary<int, string>(members);
        _options = options;
        _deletesDirectory = options.DataDirectory is null;
        _directory = options.DataDirectory ?? Directory.CreateTempSubdirectory("paxosgen-").FullName;
    }

    /// <summary>Where the replicas listen, by id: all that have ever been started, whoever is a member now.</summary>
    public IReadOnlyDictionary<int, string> Members => _addresses;

    /// <summary>Ids of the replicas that run.</summary>
    public IReadOnlyCollection<int> Running
    {
        get
        {
            lock (_running)
            {
                return [.. _running.Keys];
            }
        }
    }

    /// <summary>The folder that holds the replicas' folders.</summary>
    public string DataDirectory => _directory;

    /// <summary>A replica that runs.</summary>
    /// <exception cref="KeyNotFoundException">No replica with this id runs.</exception>
    public TReplica this[int id]
    {
        get
        {
            lock (_running)
            {
                return _running.TryGetValue(id, out var replica)
                    ? replica
                    : throw new KeyNotFoundException($"Replica {id} does not run; {string.Join(", ", _running.Keys)} do.");
            }
        }
    }

    /// <summary>Starts a cluster of so many replicas, with ids from 1, and waits until one leads.</summary>
    /// <exception cref="ReplicaFailedException">A replica cannot start, or none leads in time; says why.</exception>
    [SuppressMessage("Design", "CA1000", Justification = "Reads as LocalCluster<BankReplica>.StartAsync(3).")]
    public static async Task<LocalCluster<TReplica>> StartAsync(int replicas, LocalClusterOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        var bound = Enumerable.Range(1, replicas).ToDictionary(id => id, _ => BoundSocket.Bind("127.0.0.1:0"));
        var members = bound.ToDictionary(b => b.Key, b => b.Value.Endpoint.ToString());
        var cluster = new LocalCluster<TReplica>(members, options ?? new LocalClusterOptions());
        try
        {
            await Task.WhenAll(bound.Select(b => cluster.StartReplicaAsync(b.Key, b.Value, cancellationToken))).ConfigureAwait(false);
            await cluster.WaitForLeaderAsync(cancellationToken).WaitAsync(LeaderPatience, cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch (TimeoutException e)
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw new ReplicaFailedException($"No replica leads after {LeaderPatience.TotalSeconds} s, though all have started.", e);
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until a replica leads and knows everything that was acknowledged before.</summary>
    /// <returns>Its id.</returns>
    public async Task<int> WaitForLeaderAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            lock (_running)
            {
                foreach (var (id, replica) in _running)
                {
                    if (replica.Handle.Status is { Role: ReplicaRole.Leader, ChosenThrough: > 0, HaltReason: null })
                    {
                        return id;
                    }

                    if (replica.Handle.Status.HaltReason is { } why)
                    {
                        throw new ReplicaFailedException(why);
                    }
                }
            }

            await Task.Delay(5, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops one replica. Its folder stays, and <see cref="RestartAsync"/> brings it back.</summary>
    public async Task StopAsync(int id)
    {
        var replica = this[id];
        lock (_running)
        {
            _running.Remove(id);
        }

        await replica.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts a replica that was stopped.</summary>
    public Task RestartAsync(int id, CancellationToken cancellationToken = default)
    {
        if (Running.Contains(id))
        {
            throw new InvalidOperationException($"Replica {id} runs already.");
        }

        return StartReplicaAsync(id, null, cancellationToken);
    }

    /// <summary>
    /// Starts a replica that is no member yet, with an id above all others. It catches up, and waits to be made a learner and
    /// then a voter by <see cref="IReplicaHandle.ChangeMembersAsync"/>.
    /// </summary>
    /// <returns>Its id.</returns>
    public async Task<int> JoinAsync(CancellationToken cancellationToken = default)
    {
        var bound = BoundSocket.Bind("127.0.0.1:0");
        int id;
        do
        {
            id = _addresses.Keys.Max() + 1;
        }
        while (!_addresses.TryAdd(id, bound.Endpoint.ToString()));

        await StartReplicaAsync(id, bound, cancellationToken).ConfigureAwait(false);
        return id;
    }

    /// <summary>Stops all replicas, and deletes their folders unless a data directory was given.</summary>
    public async ValueTask DisposeAsync()
    {
        List<TReplica> running;
        lock (_running)
        {
            running = [.. _running.Values];
            _running.Clear();
        }

        await Task.WhenAll(running.Select(replica => replica.DisposeAsync().AsTask())).ConfigureAwait(false);
        if (_deletesDirectory && Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task StartReplicaAsync(int id, BoundSocket? bound, CancellationToken cancellationToken)
    {
        var options = new ReplicaOptions
        {
            Id = id,
            DataDirectory = Path.Combine(_directory, id.ToString(CultureInfo.InvariantCulture)),
            Listen = _addresses[id],
            Members = _founders,
            Bootstrap = _founders.ContainsKey(id),
            Join = !_founders.ContainsKey(id),
        };
        if (_options.Configure is { } configure)
        {
            options = configure(options);
        }

        var host = await ReplicaHost.StartAsync(options, TReplica.Schema, TReplica.CreateStateMachine, bound, cancellationToken, loggerFactory: _options.LoggerFactory).ConfigureAwait(false);
        lock (_running)
        {
            _running.Add(id, TReplica.Create(host));
        }
    }
}

/// <summary>How to run a <see cref="LocalCluster{TReplica}"/>.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>Where the replicas keep their folders; a temporary folder, deleted at the end, when null.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Where the replicas report elections, snapshots, refusals and failures; nowhere when null. Not disposed.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Changes the options of each replica before it starts; null to leave them.</summary>
    public Func<ReplicaOptions, ReplicaOptions>? Configure { get; init; }
}
