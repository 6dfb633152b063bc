using Microsoft.AspNetCore.Connections.Features;
using PaxosGen;

namespace BankSample.Web;

/// <summary>What a route needs; an admin where a route says nothing.</summary>
/// <param name="Role">The role; null for nobody in particular.</param>
internal sealed record NeedsRole(PaxosRole? Role)
{
    /// <summary>For those who use the bank.</summary>
    public static readonly NeedsRole Client = new(PaxosRole.Client);

    /// <summary>For those who run the bank.</summary>
    public static readonly NeedsRole Admin = new(PaxosRole.Admin);

    /// <summary>For whoever asks.</summary>
    public static readonly NeedsRole Nobody = new((PaxosRole?)null);
}

/// <summary>With TLS: lets each request do what the certificate behind it allows.</summary>
internal sealed class RoleGate(RequestDelegate next)
{
    private static readonly PathString[] ForAdmins = ["/admin", "/paxos"];

    public Task InvokeAsync(HttpContext context)
    {
        if (Needed(context) is not { } role || context.WhyNotPaxos(role) is not { } why)
        {
            return next(context);
        }

        if (context.GetPaxosPrincipal() is null)
        {
            // Who is nobody has no further requests: its place is for others. The header ends HTTP/1.1, the request HTTP/2.
            context.Response.Headers.Connection = "close";
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        return new Problem(StatusCodes.Status403Forbidden, "Not allowed", why).ExecuteAsync(context);
    }

    // Where there is no route, or none for the method, whoever may use those of the kind may be told so.
    private static PaxosRole? Needed(HttpContext context) => context.GetEndpoint() is RouteEndpoint route
        ? (route.Metadata.GetMetadata<NeedsRole>() ?? NeedsRole.Admin).Role
        : ForAdmins.Any(path => context.Request.Path.StartsWithSegments(path)) ? PaxosRole.Admin : PaxosRole.Client;
}
