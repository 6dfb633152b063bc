using BankSample.Web;
using PaxosGen;

namespace BankSample;

/// <summary>A bank in one process: three replicas, one client of theirs, and the web API over it.</summary>
internal sealed class EmbeddedBank : IAsyncDisposable
{
    private static readonly TimeSpan LeaderPatience = TimeSpan.FromSeconds(30);

    private readonly BankWeb _web;

    private EmbeddedBank(LocalCluster<BankReplica> cluster, BankWeb web)
    {
        Cluster = cluster;
        _web = web;
    }

    /// <summary>The replicas.</summary>
    public LocalCluster<BankReplica> Cluster { get; }

    /// <summary>Where the web API is, as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address => _web.Address;

    /// <summary>Starts replicas, client and web API.</summary>
    /// <exception cref="PaxosException">The replicas cannot start; says why.</exception>
    /// <exception cref="IOException">The address is in use; says so.</exception>
    public static async Task<EmbeddedBank> StartAsync(EmbeddedBankOptions options, CancellationToken cancellationToken = default)
    {
        var cluster = await StartClusterAsync(options, cancellationToken);
        try
        {
            var client = await BankClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { CallTimeout = BankWeb.CallTimeout, Tls = options.Tls?.ForClient() }, cancellationToken);
            try
            {
                var web = new WebOptions { Http = options.Http, Hosts = options.Hosts, Tls = options.Tls?.ForReplica(1) };
                return new EmbeddedBank(cluster, await BankWeb.StartAsync(web, client, new Replicas(() => Running(cluster)), options.LoggerFactory, cancellationToken));
            }
            catch
            {
                await client.DisposeAsync();
                throw;
            }
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers the requests under way, then stops client and replicas.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // With its client first: replicas that stop wait for the commands of clients that are still there.
            await _web.DisposeAsync();
        }
        finally
        {
            await Cluster.DisposeAsync();
        }
    }

    private static List<BankReplica> Running(LocalCluster<BankReplica> cluster)
    {
        List<BankReplica> running = [];
        foreach (var id in cluster.Running)
        {
            try
            {
                running.Add(cluster[id]);
            }
            catch (KeyNotFoundException)
            {
                // It has just stopped.
            }
        }

        return running;
    }

    private static async Task<LocalCluster<BankReplica>> StartClusterAsync(EmbeddedBankOptions options, CancellationToken cancellationToken)
    {
        if (options.DataDirectory is { } folder)
        {
            // The framework's words for a folder that cannot be made are clearer than a replica's for a disk that fails.
            Directory.CreateDirectory(folder);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LeaderPatience);
        var clusterOptions = new LocalClusterOptions
        {
            DataDirectory = options.DataDirectory,
            LoggerFactory = options.LoggerFactory,
            Configure = replica => (options.Configure?.Invoke(replica) ?? replica) with { Tls = options.Tls?.ForReplica(replica.Id) },
        };
        try
        {
            return await LocalCluster<BankReplica>.StartAsync(3, clusterOptions, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReplicaFailedException($"No replica became leader within {LeaderPatience.TotalSeconds} seconds.");
        }
    }
}
