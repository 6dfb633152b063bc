using PaxosGen;

namespace BankSample.Ledger;

/// <summary>The bank that a ledger goes to: a cluster that runs elsewhere, or three replicas in this process.</summary>
internal sealed class ReplayBank : IAsyncDisposable
{
    /// <summary>How long a call is tried: through elections, restarts and overload. Within it a line is neither lost nor applied twice.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long to look for a leader before the first line: an address that is wrong is more likely.</summary>
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private readonly LocalCluster<BankReplica>? _own;
    private readonly BankClient _client;

    private ReplayBank(LocalCluster<BankReplica>? own, BankClient client)
    {
        _own = own;
        _client = client;
    }

    public IBankClient Client => _client;

    /// <summary>Whether nobody else uses it.</summary>
    public bool IsOwn => _own is not null;

    /// <summary>Connects, or starts the replicas.</summary>
    /// <exception cref="PaxosException">Says what is wrong.</exception>
    public static async Task<ReplayBank> StartAsync(ReplayArguments arguments, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (arguments.Cluster.Count > 0)
        {
            await using var first = await BankClient.ConnectAsync(
                arguments.Cluster, new PaxosClientOptions { CallTimeout = ConnectPatience, Tls = arguments.Tls?.ForClient() }, cancellationToken);
            return new ReplayBank(null, await ConnectAsync(arguments.Cluster, arguments.Tls?.ForClient(), cancellationToken));
        }

        var cluster = await LocalCluster<BankReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = loggers }, cancellationToken);
        try
        {
            return new ReplayBank(cluster, await ConnectAsync(cluster.Members.Values, null, cancellationToken));
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // First the client: replicas that stop wait for the commands of clients that are still there.
        await _client.DisposeAsync();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }
    }

    private static ValueTask<BankClient> ConnectAsync(IEnumerable<string> addresses, TlsOptions? tls, CancellationToken cancellationToken) => BankClient.ConnectAsync(
        addresses, new PaxosClientOptions { CallTimeout = Patience, MaxInFlight = ReplayArguments.MaxConcurrency, Tls = tls }, cancellationToken);
}
