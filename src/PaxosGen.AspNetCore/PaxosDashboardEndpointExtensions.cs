using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PaxosGen.AspNetCore.Dashboard;
using PaxosGen.AspNetCore.Hosting;

namespace PaxosGen;

/// <summary>Shows what replicas know.</summary>
public static class PaxosDashboardEndpointExtensions
{
    private const string NoncePlace = "{nonce}";
    private static readonly Lazy<string> Page = new(ReadPage);

    /// <summary>
    /// Maps a page that shows the replicas which this process hosts, and refreshes itself; and below it, at <c>status</c>, the
    /// same as JSON. Both only read, and ask nobody: what is shown is what each replica knows.
    /// </summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Where, as <c>/paxos</c>.</param>
    /// <returns>Both routes, as for <c>RequireAuthorization</c>: addresses and progress of a cluster are not for everybody.</returns>
    public static IEndpointConventionBuilder MapPaxosDashboard(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var hosted = endpoints.ServiceProvider.GetServices<HostedReplica>().ToArray();
        return Map(endpoints, pattern, () => hosted.Select(static replica => new DashboardReplica(replica.Machine, replica.StatusIfStarted)));
    }

    /// <summary>Maps the page over replicas that were started in another way than <c>AddPaxosReplica</c>.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Where, as <c>/paxos</c>.</param>
    /// <param name="replicas">Reads what they know; may be called at once by several requests.</param>
    /// <returns>Both routes, as for <c>RequireAuthorization</c>.</returns>
    public static IEndpointConventionBuilder MapPaxosDashboard(this IEndpointRouteBuilder endpoints, string pattern, Func<IEnumerable<ReplicaStatus>> replicas)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(replicas);
        return Map(endpoints, pattern, () => replicas().Select(static status => new DashboardReplica(null, status)));
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string pattern, Func<IEnumerable<DashboardReplica>> replicas)
    {
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", (RequestDelegate)ShowAsync);
        group.MapGet("status", context =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsJsonAsync(new DashboardAnswer([.. replicas()]), DashboardJson.Default.DashboardAnswer);
        });
        return group;
    }

    private static Task ShowAsync(HttpContext context)
    {
        // Nothing but the page's own script and style may run, and it may ask nobody else.
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Page.Value.Replace(NoncePlace, nonce, StringComparison.Ordinal));
    }

    private static string ReadPage()
    {
        using var reader = new StreamReader(typeof(PaxosDashboardEndpointExtensions).Assembly.GetManifestResourceStream("dashboard.html")!);
        return reader.ReadToEnd();
    }
}
