using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PaxosGen;

namespace BankSample.Web;

/// <summary>The web API, over the replicas of this process and a client of their cluster.</summary>
internal sealed class BankWeb : IAsyncDisposable
{
    /// <summary>How long a call of the client may take: below the 10 seconds within which every request is answered.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3.2);
    private static readonly TimeSpan HeadersPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private const int MaxBodyBytes = 16 << 10;
    private const int MaxConnections = 1024;

    private readonly WebApplication _web;
    private readonly BankClient _client;

    private BankWeb(WebApplication web, BankClient client)
    {
        _web = web;
        _client = client;
        Address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    /// <summary>Where it is, as <c>http://127.0.0.1:5080</c>.</summary>
    public string Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="options">Where, and to whom.</param>
    /// <param name="client">Carries out the requests; disposed with the web API.</param>
    /// <param name="replicas">The replicas of this process.</param>
    /// <param name="loggers">Where it reports; null for the framework's own way.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address cannot be used; says why.</exception>
    public static async Task<BankWeb> StartAsync(
        WebOptions options, BankClient client, Replicas replicas, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var web = Build(options, client, replicas, loggers);
        try
        {
            await web.StartAsync(cancellationToken);
            return new BankWeb(web, client);
        }
        catch (Exception e) when (e is SocketException || (e is IOException && e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException))
        {
            await web.DisposeAsync();
            var why = (e.InnerException ?? e).Message.TrimEnd('.');
            throw new IOException($"Cannot listen on {(options.Tls is null ? "http" : "https")}://{options.Http}: {why}. Stop what listens there, or choose another port with --http.", e);
        }
        catch
        {
            await web.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes no more requests, and ends those under way: for a while as they would end by themselves, then with what is known of them.</summary>
    public async ValueTask DisposeAsync()
    {
        var stopping = _web.StopAsync();
        await Task.WhenAny(stopping, Task.Delay(DrainPatience));

        // Calls that still wait end here, each with an error that tells whether it may have been applied.
        await _client.DisposeAsync();
        await stopping;
        await _web.DisposeAsync();
    }

    private static WebApplication Build(WebOptions options, BankClient client, Replicas replicas, ILoggerFactory? loggers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // Says with a stack trace what the exception says in one sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;

            // Whoever reaches the port may connect: how many can be there at once, and how long without saying anything, is bounded.
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersPatience;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.Listen(options.Http, listen =>
            {
                if (options.Tls is not null)
                {
                    listen.UsePaxosTls(options.Tls, options.Cluster);
                }
            });
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, BankJson.Default));
        builder.Services.AddSingleton<IBankClient>(client);
        builder.Services.AddSingleton(replicas);
        builder.Services.AddSingleton(new Readiness(async cancellation => await client.BalanceAsync("", ReadConsistency.Linearizable, cancellation), TimeProvider.System));
        builder.Services.AddSingleton(options);
        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var web = builder.Build();
        web.UseMiddleware<ErrorAnswers>();
        web.UseMiddleware<HostGate>();
        web.Use(AccountId.RefuseEmpty);
        web.UseRouting();
        if (options.Tls is not null)
        {
            web.UseMiddleware<RoleGate>();
        }

        web.MapAccounts();
        web.MapOperations();
        return web;
    }
}
