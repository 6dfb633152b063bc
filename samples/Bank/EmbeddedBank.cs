using System.Net.Sockets;
using BankSample.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PaxosGen;

namespace BankSample;

/// <summary>A bank in one process: three replicas, one client of theirs, and the web API over it.</summary>
internal sealed class EmbeddedBank : IAsyncDisposable
{
    /// <summary>Below the 10 seconds within which every request is answered.</summary>
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan LeaderPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(2.5);
    private const int MaxBodyBytes = 16 << 10;

    private readonly BankClient _client;
    private readonly WebApplication _web;

    private EmbeddedBank(LocalCluster<BankReplica> cluster, BankClient client, WebApplication web)
    {
        Cluster = cluster;
        _client = client;
        _web = web;
        Address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <summary>The replicas.</summary>
    public LocalCluster<BankReplica> Cluster { get; }

    /// <summary>Where the web API is, as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address { get; }

    /// <summary>Starts replicas, client and web API.</summary>
    /// <exception cref="PaxosException">The replicas cannot start; says why.</exception>
    /// <exception cref="IOException">The address is in use; says so.</exception>
    public static async Task<EmbeddedBank> StartAsync(EmbeddedBankOptions options, CancellationToken cancellationToken = default)
    {
        var cluster = await StartClusterAsync(options, cancellationToken);
        try
        {
            var client = await BankClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { CallTimeout = CallTimeout }, cancellationToken);
            try
            {
                return new EmbeddedBank(cluster, client, await StartWebAsync(options, cluster, client, cancellationToken));
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

    /// <summary>Completes when the process is told to stop.</summary>
    public Task WaitForStopAsync(CancellationToken stop) => _web.WaitForShutdownAsync(stop);

    /// <summary>Answers the requests under way, then stops client and replicas.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _web.StopAsync();
            await _web.DisposeAsync();
        }
        finally
        {
            // First the client: replicas that stop wait for the commands of clients that are still there.
            await _client.DisposeAsync();
            await Cluster.DisposeAsync();
        }
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
            Configure = options.Configure,
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

    private static async Task<WebApplication> StartWebAsync(
        EmbeddedBankOptions options, LocalCluster<BankReplica> cluster, BankClient client, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // Says with a stack trace what the exception says in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LoggerFactory is { } loggers)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(options.Http);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainPatience);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BankJson.Default));
        builder.Services.AddSingleton<IBankClient>(client);
        builder.Services.AddSingleton(new Replicas(cluster));
        var web = builder.Build();
        try
        {
            web.UseMiddleware<ErrorAnswers>();
            web.UseMiddleware<HostGate>();
            web.Use(AccountId.RefuseEmpty);
            web.UseRouting();
            web.MapAccounts();
            web.MapOperations();
            await web.StartAsync(cancellationToken);
            return web;
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await web.DisposeAsync();
            throw new IOException($"Cannot listen on http://{options.Http}: {e.InnerException.Message}. Stop what listens there, or choose another port with --http.", e);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }
}
