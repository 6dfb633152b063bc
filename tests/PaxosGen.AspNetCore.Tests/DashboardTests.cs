using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using PaxosGen.AspNetCore.Hosting;

namespace PaxosGen.AspNetCore.Tests;

/// <summary>What the dashboard and the health checks say of replicas.</summary>
public sealed class DashboardTests
{
    private static readonly ReplicaStatus Serving = new()
    {
        Replica = 2,
        Role = ReplicaRole.Follower,
        Leader = 1,
        Ballot = "1.3.1",
        Epoch = 1,
        ChosenThrough = 9,
        AppliedThrough = 8,
        TruncatedThrough = 0,
        SnapshotSlot = 5,
        ResultHash = "ab12",
        HaltReason = null,
        Members = [new MemberStatus(1, "127.0.0.1:7101", "voter") { IsConnected = true }, new MemberStatus(2, "127.0.0.1:7102", "voter")],
    };

    [Fact]
    public async Task The_status_is_json()
    {
        await using var web = await Over(() => [Serving]);
        var answer = await web.GetTestClient().GetAsync("/paxos/status");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(
            """
            {"replicas":[{"machine":null,"status":{"replica":2,"role":"follower","leader":1,"ballot":"1.3.1","epoch":1,"hasTls":false,"chosenThrough":9,"appliedThrough":8,"truncatedThrough":0,"snapshotSlot":5,"resultHash":"ab12","haltReason":null,"divergence":null,"isQuarantined":false,"mayBeSwitchedOff":false,"isDiskFull":false,"slotsInFlight":0,"requestsWaiting":0,"longestGcPauseMilliseconds":0,"members":[{"id":1,"address":"127.0.0.1:7101","role":"voter","isConnected":true,"heardMillisecondsAgo":null,"chosenThrough":null,"snapshotSlot":null},{"id":2,"address":"127.0.0.1:7102","role":"voter","isConnected":null,"heardMillisecondsAgo":null,"chosenThrough":null,"snapshotSlot":null}]}}]}
            """,
            await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/paxos")]
    [InlineData("/paxos/")]
    public async Task The_page_needs_nothing_else_and_lets_nothing_else_run(string path)
    {
        await using var web = await Over(() => [Serving]);
        var answer = await web.GetTestClient().GetAsync(path);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", page, StringComparison.Ordinal);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var nonce = policy.Split("script-src 'nonce-")[1].Split('\'')[0];
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Contains($"<script nonce=\"{nonce}\">", page, StringComparison.Ordinal);
        Assert.Contains($"<style nonce=\"{nonce}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain(nonce, await web.GetTestClient().GetStringAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_a_replica_has_tls_it_is_for_admins_however_the_replica_was_started()
    {
        var hasTls = false;
        await using var web = await Over(() => [Serving with { HasTls = hasTls }]);
        Assert.Equal(HttpStatusCode.OK, (await web.GetTestClient().GetAsync("/paxos")).StatusCode);
        hasTls = true;
        Assert.Equal(HttpStatusCode.Forbidden, (await web.GetTestClient().GetAsync("/paxos")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await web.GetTestClient().GetAsync("/paxos/status")).StatusCode);
    }

    [Fact]
    public async Task A_policy_that_is_overridden_for_everybody_lets_nobody_in()
    {
        await using var web = await Over(static () => [Serving with { HasTls = true }], static dashboard => dashboard.RequireAuthorization().AllowAnonymous());
        Assert.Equal(HttpStatusCode.Forbidden, (await web.GetTestClient().GetAsync("/paxos/status")).StatusCode);
    }

    [Fact]
    public async Task It_only_reads()
    {
        await using var web = await Over(() => [Serving]);
        foreach (var path in new[] { "/paxos", "/paxos/status" })
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, (await web.GetTestClient().PostAsync(path, null)).StatusCode);
        }
    }

    [Fact]
    public async Task Hosted_replicas_are_shown_by_name()
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section));
        await hosted.App.StartAsync();
        await hosted.Get<ITallyClient>().AddAsync(1);
        var shown = JsonDocument.Parse(await hosted.Http.GetStringAsync("/paxos/status")).RootElement.GetProperty("replicas")[0];
        Assert.Equal("PaxosGen.AspNetCore.Tests.Tally", shown.GetProperty("machine").GetString());
        Assert.Equal("leader", shown.GetProperty("status").GetProperty("role").GetString());
        Assert.Equal(1, shown.GetProperty("status").GetProperty("members").GetArrayLength());
    }

    [Fact]
    public void Health_is_what_the_replica_knows()
    {
        static void Expect(HealthStatus live, HealthStatus ready, string why, ReplicaStatus? status)
        {
            Assert.Equal(live, ReplicaHealthCheck.Judge(status, mustServe: false).Health);
            Assert.Equal(ready, ReplicaHealthCheck.Judge(status, mustServe: true).Health);
            Assert.Contains(why, ReplicaHealthCheck.Judge(status, mustServe: true).Why, StringComparison.Ordinal);
        }

        Expect(HealthStatus.Healthy, HealthStatus.Healthy, "Replica 1 leads; applied through slot 8", Serving);
        Expect(HealthStatus.Healthy, HealthStatus.Unhealthy, "not started", null);
        Expect(HealthStatus.Healthy, HealthStatus.Unhealthy, "no leader", Serving with { Leader = 0 });
        Expect(HealthStatus.Healthy, HealthStatus.Unhealthy, "no member", Serving with { Role = ReplicaRole.Removed });
        Expect(HealthStatus.Healthy, HealthStatus.Degraded, "disk is full", Serving with { IsDiskFull = true });
        Expect(HealthStatus.Degraded, HealthStatus.Unhealthy, "first slot that differs is 6", Serving with { Divergence = "The first slot that differs is 6: Toss()", IsQuarantined = true });
        Expect(HealthStatus.Unhealthy, HealthStatus.Unhealthy, "halted: the disk failed", Serving with { HaltReason = "the disk failed" });
    }

    private static async Task<WebApplication> Over(Func<IEnumerable<ReplicaStatus>> replicas, Action<IEndpointConventionBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddAuthorization();
        var web = builder.Build();
        web.UseAuthorization();
        var dashboard = web.MapPaxosDashboard("/paxos", replicas);
        configure?.Invoke(dashboard);
        await web.StartAsync();
        return web;
    }
}
