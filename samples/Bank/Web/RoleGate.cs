using PaxosGen;

namespace BankSample.Web;

/// <summary>What a route needs; a client where a route says nothing.</summary>
/// <param name="Role">The role; null for nobody in particular.</param>
internal sealed record NeedsRole(PaxosRole? Role)
{
    /// <summary>For those who run the bank.</summary>
    public static readonly NeedsRole Admin = new(PaxosRole.Admin);

    /// <summary>For whoever asks.</summary>
    public static readonly NeedsRole Nobody = new((PaxosRole?)null);
}

/// <summary>With TLS: lets each request do what the certificate behind it allows.</summary>
internal sealed class RoleGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<NeedsRole>() ?? new NeedsRole(PaxosRole.Client);
        return needs.Role is { } role && context.WhyNotPaxos(role) is { } why
            ? new Problem(StatusCodes.Status403Forbidden, "Not allowed", why).ExecuteAsync(context)
            : next(context);
    }
}
