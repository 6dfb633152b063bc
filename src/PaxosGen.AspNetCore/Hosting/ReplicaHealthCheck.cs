using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PaxosGen.AspNetCore.Hosting;

/// <summary>Whether a replica is alive, and whether it can serve. Asks nobody: it is as cheap as it is often called.</summary>
/// <param name="replica">The replica.</param>
/// <param name="mustServe">Whether alive is not enough.</param>
internal sealed class ReplicaHealthCheck(HostedReplica replica, bool mustServe) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (status, why) = Judge(replica.StatusIfStarted, mustServe);
        return Task.FromResult(new HealthCheckResult(status == HealthStatus.Unhealthy ? context.Registration.FailureStatus : status, why));
    }

    /// <summary>The health of a replica, and why.</summary>
    internal static (HealthStatus Health, string Why) Judge(ReplicaStatus? status, bool mustServe) => status switch
    {
        { HaltReason: { } why } => (HealthStatus.Unhealthy, $"The replica has halted: {why}"),
        // To restart it would not help, so it is not dead.
        { Divergence: { } why } => (mustServe ? HealthStatus.Unhealthy : HealthStatus.Degraded, why),
        _ when !mustServe => (HealthStatus.Healthy, "The replica runs."),
        null => (HealthStatus.Unhealthy, "The replica has not started yet."),
        { Role: ReplicaRole.Removed } => (HealthStatus.Unhealthy, "The replica is no member of the cluster any more."),
        { Leader: 0 } => (HealthStatus.Unhealthy, "The replica knows no leader."),
        { IsDiskFull: true } => (HealthStatus.Degraded, "The replica's disk is full: the others serve for it."),
        _ => (HealthStatus.Healthy, $"Replica {status.Leader} leads; applied through slot {status.AppliedThrough}."),
    };
}
