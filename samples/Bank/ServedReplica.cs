using BankSample.Web;
using PaxosGen;

namespace BankSample;

/// <summary>One replica of many, and a web API over it.</summary>
internal sealed class ServedReplica : IAsyncDisposable
{
    // With what the web API takes to end, within the 5 seconds that a process has to stop.
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(3);

    private readonly BankReplica _replica;
    private readonly BankWeb _web;

    private ServedReplica(BankReplica replica, BankWeb web)
    {
        _replica = replica;
        _web = web;
    }

    /// <summary>Where the web API is, as <c>http://127.0.0.1:8101</c>.</summary>
    public string Address => _web.Address;

    /// <summary>Starts replica and web API; does not wait for the other members.</summary>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="PaxosException">The replica cannot start; says why.</exception>
    /// <exception cref="IOException">The web API's address is in use; says so.</exception>
    public static async Task<ServedReplica> StartAsync(ReplicaOptions options, WebOptions web, ILoggerFactory loggers, CancellationToken stop)
    {
        web = web with { Tls = options.Tls, Cluster = options.ClusterName };
        options = options with { Client = options.Client with { CallTimeout = BankWeb.CallTimeout } };
        var replica = await StartReplicaAsync(options, loggers, stop);
        try
        {
            return new ServedReplica(replica, await BankWeb.StartAsync(web, replica.Client, new Replicas(() => [replica]), loggers, stop));
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the replica has stopped by itself: faulted, with the reason.</summary>
    public Task Completion => _replica.Handle.Completion;

    /// <summary>Answers the requests under way, then stops the replica.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _web.DisposeAsync();
        }
        finally
        {
            using var patience = new CancellationTokenSource(DrainPatience);
            await _replica.StopAsync(patience.Token);
        }
    }

    private static async Task<BankReplica> StartReplicaAsync(ReplicaOptions options, ILoggerFactory loggers, CancellationToken stop)
    {
        var starting = Task.Run(() => BankReplica.StartAsync(options, loggers, stop), CancellationToken.None);
        await Task.WhenAny(starting, Task.Delay(Timeout.Infinite, stop));

        // Reading a long log cannot be interrupted; leaving it unread does no harm.
        return stop.IsCancellationRequested && await Task.WhenAny(starting, Task.Delay(StartPatience, CancellationToken.None)) != starting
            ? throw new OperationCanceledException(stop)
            : await starting;
    }
}
