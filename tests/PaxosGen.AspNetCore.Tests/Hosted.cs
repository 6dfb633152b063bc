using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PaxosGen.AspNetCore.Tests;

/// <summary>A web application that hosts replicas, each the only member of its cluster, in a folder of its own.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-aspnetcore-");

    private Hosted()
    {
    }

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http => App.GetTestClient();

    /// <summary>Makes an application over settings, which get a folder and members unless they have them; does not start it.</summary>
    public static Hosted Build(Action<IServiceCollection, IConfiguration> add, params (string Key, string? Value)[] settings)
    {
        var hosted = new Hosted();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var all = new Dictionary<string, string?>
        {
            ["Paxos:Id"] = "1",
            ["Paxos:Members:1"] = "127.0.0.1:0",
            ["Paxos:Bootstrap"] = "true",
            ["Paxos:DataDirectory"] = Path.Combine(hosted._folder.FullName, "1"),
        };
        foreach (var (key, value) in settings)
        {
            all[$"Paxos:{key}"] = value;
        }

        builder.Configuration.AddInMemoryCollection(all.Where(static s => s.Value is not null));
        add(builder.Services, builder.Configuration.GetSection("Paxos"));
        hosted.App = builder.Build();
        hosted.App.MapHealthChecks("/live", new HealthCheckOptions { Predicate = static c => c.Tags.Contains(PaxosReplicaServiceCollectionExtensions.LiveTag) });
        hosted.App.MapHealthChecks("/ready", new HealthCheckOptions { Predicate = static c => c.Tags.Contains(PaxosReplicaServiceCollectionExtensions.ReadyTag) });
        hosted.App.MapPaxosDashboard("/paxos");
        return hosted;
    }

    public string Folder(string name) => Path.Combine(_folder.FullName, name);

    public T Get<T>()
        where T : notnull
        => App.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
