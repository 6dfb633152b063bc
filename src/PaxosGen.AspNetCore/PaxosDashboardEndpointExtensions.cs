using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
    /// <remarks>
    /// Once a replica has <see cref="PaxosReplicaOptions.Tls"/>, or the request comes over <see cref="PaxosHttpExtensions.UsePaxosTls"/>, only
    /// an admin sees it: one with an admin's certificate, or a user with the role <see cref="PaxosHttpExtensions.AdminRole"/>, or whom
    /// <c>RequireAuthorization</c> lets; <c>AllowAnonymous</c> lets nobody.
    /// </remarks>
    public static IEndpointConventionBuilder MapPaxosDashboard(this IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var hosted = endpoints.ServiceProvider.GetServices<HostedReplica>().ToArray();
        var options = endpoints.ServiceProvider.GetService<IOptionsMonitor<PaxosReplicaOptions>>();
        var isGuarded = new Lazy<bool>(() => hosted.Any(replica => options?.Get(replica.Machine).Tls is not null));
        return Map(
            endpoints, pattern, () => isGuarded.Value, () => hosted.Select(static replica => new DashboardReplica(replica.Machine, replica.StatusIfStarted)));
    }

    /// <summary>Maps the page over replicas that were started in another way than <c>AddPaxosReplica</c>.</summary>
    /// <param name="endpoints">The application's routes.</param>
    /// <param name="pattern">Where, as <c>/paxos</c>.</param>
    /// <param name="replicas">Reads what they know; may be called at once by several requests.</param>
    /// <returns>Both routes, as for <c>RequireAuthorization</c>.</returns>
    /// <remarks>Who sees it: as for those that <c>AddPaxosReplica</c> has started.</remarks>
    public static IEndpointConventionBuilder MapPaxosDashboard(this IEndpointRouteBuilder endpoints, string pattern, Func<IEnumerable<ReplicaStatus>> replicas)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(replicas);
        return Map(endpoints, pattern, () => replicas().Any(static status => status.HasTls), () => replicas().Select(static status => new DashboardReplica(null, status)));
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string pattern, Func<bool> isGuarded, Func<IEnumerable<DashboardReplica>> replicas)
    {
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", context => WhyNot(context, isGuarded) is { } why ? RefuseAsync(context, why) : ShowAsync(context));
        group.MapGet("status", context =>
        {
            if (WhyNot(context, isGuarded) is { } why)
            {
                return RefuseAsync(context, why);
            }

            context.Response.Headers.CacheControl = "no-store";
            return context.Response.WriteAsJsonAsync(new DashboardAnswer([.. replicas()]), DashboardJson.Default.DashboardAnswer);
        });
        return group;
    }

    /// <summary>Why somebody may not see the dashboard; null if he may. A policy that the application has put on the route has been asked by now.</summary>
    private static string? WhyNot(HttpContext context, Func<bool> isGuarded)
    {
        if (context.IsPaxosTls())
        {
            return context.WhyNotPaxos(PaxosRole.Admin);
        }

        // AllowAnonymous overrides any policy, which then has asked nobody.
        var metadata = context.GetEndpoint()?.Metadata;
        var hasPolicy = metadata?.GetMetadata<IAuthorizeData>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null;
        var isAllowed = !isGuarded() || context.User.IsInRole(PaxosHttpExtensions.AdminRole) || hasPolicy;
        return isAllowed ? null : "Only an admin of the cluster may see this.";
    }

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(why);
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
