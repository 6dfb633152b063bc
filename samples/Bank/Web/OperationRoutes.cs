using Microsoft.AspNetCore.Http.HttpResults;
using PaxosGen;

namespace BankSample.Web;

/// <summary>The routes for those who run the bank.</summary>
internal static class OperationRoutes
{
    public static void MapOperations(this IEndpointRouteBuilder web)
    {
        web.MapGet("/", Index).WithMetadata(NeedsRole.Client);
        web.MapGet("/status", Status).WithMetadata(NeedsRole.Client);
        web.MapPost("/admin/snapshot", SnapshotAsync).WithMetadata(NeedsRole.Admin);
        web.MapPost("/admin/transfer", TransferAsync).WithMetadata(NeedsRole.Admin);
        web.MapPost("/admin/rejoin", RejoinAsync).WithMetadata(NeedsRole.Admin);
        web.MapPost("/admin/members", MembersRoute.ChangeAsync).WithMetadata(NeedsRole.Admin);
        web.MapPaxosDashboard("/paxos", web.ServiceProvider.GetRequiredService<Replicas>().Statuses).WithMetadata(NeedsRole.Admin);
        web.MapGet("/health/live", Live).WithMetadata(NeedsRole.Nobody);
        web.MapGet("/health/ready", ReadyAsync).WithMetadata(NeedsRole.Nobody);
    }

    private static ContentHttpResult Index(HttpRequest request) => TypedResults.Text(TryThis.Text($"{request.Scheme}://{request.Host}"));

    private static Ok<StatusAnswer> Status(Query query, Replicas replicas) =>
        TypedResults.Ok(StatusAnswer.Of(query.Replica is { } id ? replicas.StatusOf(id) : replicas.StatusOfLeader()));

    private static async Task<Ok<SnapshotAnswer>> SnapshotAsync(JsonBody body, Replicas replicas, CancellationToken cancellation) =>
        TypedResults.Ok(new SnapshotAnswer(await replicas.SnapshotAsync(cancellation)));

    private static async Task<Ok<LeaderAnswer>> TransferAsync(JsonBody body, Replicas replicas, CancellationToken cancellation)
    {
        var to = body.ReplicaId("to");
        await replicas.TransferLeadershipAsync(to, cancellation);
        return TypedResults.Ok(new LeaderAnswer(to));
    }

    private static async Task<Ok<RejoinAnswer>> RejoinAsync(JsonBody body, Replicas replicas, CancellationToken cancellation)
    {
        var replica = body.ReplicaId("replica");
        await replicas.RejoinAsync(replica, cancellation);
        return TypedResults.Ok(new RejoinAnswer(replica));
    }

    private static Ok<HealthAnswer> Live() => TypedResults.Ok(new HealthAnswer("live"));

    private static async Task<IResult> ReadyAsync(HttpContext context, Readiness readiness, Replicas replicas, WebOptions options)
    {
        if (await WhyNotReadyAsync(context.Request, readiness, replicas) is not { } problem)
        {
            return TypedResults.Ok(new HealthAnswer("ready"));
        }

        // Anybody may ask; what is wrong inside the cluster is for those who run it.
        var maySee = options.Tls is null || context.WhyNotPaxos(PaxosRole.Admin) is null;
        return maySee ? problem : Problem.Unavailable("This replica is not ready. Admins are told why.", Problem.NotApplied) with { Title = "Not ready" };
    }

    private static async Task<Problem?> WhyNotReadyAsync(HttpRequest request, Readiness readiness, Replicas replicas)
    {
        if (replicas.AreRemoved)
        {
            // Its requests would be answered, by way of the members; but whoever sends them here should look elsewhere.
            return Problem.Unavailable("This replica is no member of the cluster any more.", Problem.NotApplied) with { Title = "Removed" };
        }

        if (replicas.Divergence is { } divergence)
        {
            // The others may serve for it; but somebody has to look at it.
            return Problem.Unavailable(divergence, Problem.NotApplied) with { Title = "Diverged" };
        }

        return await readiness.AskAsync().WaitAsync(request.HttpContext.RequestAborted) switch
        {
            null => null,
            TimeoutException late => Problem.Unavailable(late.Message, Problem.NotApplied),
            var e => Problem.Of(e, request) ?? throw new InvalidOperationException("The read for readiness failed.", e),
        };
    }
}
