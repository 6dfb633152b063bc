using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PaxosGen.AspNetCore.Tests;

/// <summary>What a host does with a replica.</summary>
public sealed class HostingTests
{
    [Fact]
    public async Task A_replica_runs_with_the_host_and_is_injected()
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section));
        await hosted.App.StartAsync();
        Assert.Equal(3, await hosted.Get<ITallyClient>().AddAsync(3));
        Assert.Equal(5, await hosted.Get<TallyReplica>().Client.AddAsync(2));
        Assert.Equal(5, await hosted.Get<TallyClient>().CountAsync());
        Assert.Equal(ReplicaRole.Leader, hosted.Get<TallyReplica>().Status.Role);
        Assert.Equal(HttpStatusCode.OK, (await hosted.Http.GetAsync("/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await hosted.Http.GetAsync("/ready")).StatusCode);

        var replica = hosted.Get<IReplicaHandle>();
        await hosted.App.StopAsync();
        Assert.True(replica.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        await using var first = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section));
        await first.App.StartAsync();
        await first.Get<ITallyClient>().AddAsync(7);
        await first.App.StopAsync();

        await using var second = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section), ("DataDirectory", first.Folder("1")), ("Bootstrap", "false"));
        await second.App.StartAsync();
        Assert.Equal(7, await second.Get<ITallyClient>().CountAsync());
    }

    [Fact]
    public async Task Calls_made_before_the_start_wait_for_it()
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section));
        var key = Guid.NewGuid();
        var early = hosted.Get<TallyClient>().AddAsync(1).AsTask();
        var keyed = hosted.Get<TallyClient>().WithIdempotencyKey(key).AddAsync(1).AsTask();
        Assert.False(early.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => hosted.Get<TallyReplica>().Status);

        await hosted.App.StartAsync();
        Assert.Equal(3, await early + await keyed);
        Assert.Equal(await keyed, await hosted.Get<TallyClient>().WithIdempotencyKey(key).AddAsync(1));
    }

    [Fact]
    public async Task A_replica_that_cannot_start_keeps_the_host_from_starting_and_tells_who_waits()
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section), ("Bootstrap", "false"));
        var waiting = hosted.Get<ITallyClient>().CountAsync().AsTask();
        var why = await Assert.ThrowsAsync<ReplicaFailedException>(() => hosted.App.StartAsync());
        Assert.Contains(why.Message, (await Assert.ThrowsAsync<ClusterUnavailableException>(() => waiting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_state_machines_have_their_own_options_and_clients()
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section));
        await using var both = Hosted.Build((services, section) => services.AddPaxosReplica<Tally>(section).AddPaxosReplica<Around.Tally>(options =>
        {
            options.Id = 1;
            options.Members = new() { [1] = "127.0.0.1:0" };
            options.Bootstrap = true;
            options.DataDirectory = hosted.Folder("other");
            options.ClusterName = "other";
        }));
        await both.App.StartAsync();
        Assert.Equal(1, await both.Get<ITallyClient>().AddAsync(1));
        Assert.Equal(10, await both.Get<Around.ITallyClient>().AddAsync(10));
        Assert.Equal(2, both.App.Services.GetServices<IReplicaHandle>().Count());
        Assert.Equal(HttpStatusCode.OK, (await both.Http.GetAsync("/ready")).StatusCode);
    }

    [Fact]
    public void A_state_machine_is_hosted_once()
    {
        var services = new ServiceCollection().AddPaxosReplica<Tally>(static _ => { });
        var error = Assert.Throws<InvalidOperationException>(() => services.AddPaxosReplica<Tally>(static _ => { }));
        Assert.Contains("PaxosGen.AspNetCore.Tests.Tally is hosted already", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Id", null, "Id is 0: give this replica the id")]
    [InlineData("DataDirectory", null, "DataDirectory is missing")]
    [InlineData("Members:1", null, "Members is missing")]
    [InlineData("Members:1", "nowhere", "'nowhere' is no address for member 1")]
    [InlineData("Id", "2", "Replica 2 is not in the list of members (1)")]
    [InlineData("Listen", "0.0.0.0:7101", "only loopback addresses")]
    [InlineData("ElectionTimeout", "00:00:00", "ElectionTimeout must be positive")]
    [InlineData("CallTimeout", "00:00:00", "CallTimeout must be positive")]
    public async Task A_host_does_not_start_with_options_that_cannot_be(string key, string? value, string expected)
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section), (key, value));
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => hosted.App.StartAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(hosted.Folder("1")));
    }

    [Theory]
    [InlineData("Boostrap", "true", "Boostrap")]
    [InlineData("SnapshotInterval", "often", "SnapshotInterval")]
    public async Task A_setting_that_is_none_is_an_error(string key, string value, string expected)
    {
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section), (key, value));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => hosted.App.StartAsync());
        Assert.Contains(expected, error.ToString(), StringComparison.Ordinal);
    }
}
