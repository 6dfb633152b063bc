using Microsoft.Extensions.Logging;
using PaxosGen.Server.Tests.Telemetry;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>A machine that uses <c>Guid.NewGuid()</c>, on three replicas with real disks and sockets.</summary>
public sealed class DivergenceTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;
    private static readonly PaxosClientOptions Impatient = new() { CallTimeout = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task The_one_of_three_that_differs_is_quarantined_and_names_the_slot_and_the_command()
    {
        using var events = new EventCapture();
        await using var cluster = await LocalCluster<LotteryReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = events }, Patience);
        await using var client = await LotteryClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        Assert.Equal(7, await client.SellAsync(7, Patience));

        // There is something to rejoin from that no coin has a part in.
        await cluster[await cluster.WaitForLeaderAsync(Patience)].Handle.SnapshotAsync(Patience);
        var odd = await TossUntilOneDiffers(cluster, client);
        await Until(() => cluster[odd].Status is { IsQuarantined: true } status && status.Divergence!.StartsWith("The first slot that differs is ", StringComparison.Ordinal));
        var (slot, why) = (cluster[odd].Status.AppliedThrough, cluster[odd].Status.Divergence);
        Assert.Contains($"The first slot that differs is {slot}: Toss(name: \"alice\", times: 3) (session ", why, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Critical, Assert.Single(events.Of(213, odd)).Level);
        Assert.Equal($"{slot}", Assert.Single(events.Of(214, odd))["Slot"]);
        Assert.Equal([], cluster.Running.Where(id => id != odd).SelectMany(id => events.Of(213, id)));

        // The others serve, for its own readers, too; and it votes and stays quarantined through a restart.
        var others = cluster.Running.Where(id => id != odd).ToList();
        await Until(() => others.TrueForAll(id => cluster[id].Status.Divergence is null));
        Assert.Equal(8, await client.SellAsync(1, Patience));
        foreach (var consistency in Enum.GetValues<ReadConsistency>())
        {
            Assert.Equal(8, await cluster[odd].Client.SoldAsync(consistency, Patience));
        }

        await cluster.StopAsync(odd);
        await cluster.RestartAsync(odd, Patience);
        Assert.Equal(why, cluster[odd].Status.Divergence);
        await cluster.StopAsync(others[0]);
        Assert.Equal(9, await client.SellAsync(1, Patience));
        Assert.Equal(others[1], await cluster.WaitForLeaderAsync(Patience));
        await cluster.RestartAsync(others[0], Patience);
    }

    [Fact]
    public async Task It_rejoins_with_a_peers_snapshot_and_keeps_its_own_aside()
    {
        await using var cluster = await LocalCluster<LotteryReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LotteryClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        Assert.Equal(7, await client.SellAsync(7, Patience));
        foreach (var id in cluster.Running)
        {
            await Until(() => cluster[id].Status.AppliedThrough >= 3);
            await cluster[id].Handle.SnapshotAsync(Patience);
        }

        var odd = await TossUntilOneDiffers(cluster, client);
        var other = cluster.Running.First(id => id != odd);
        await Assert.ThrowsAsync<OperationRefusedException>(() => cluster[other].Handle.RejoinAsync(Patience));
        await Until(() => cluster[odd].Status.IsQuarantined);
        while (cluster[odd].Status.IsQuarantined)
        {
            // The coins are tossed again, since they come after the snapshot: it may differ again, and is found out again.
            await cluster[odd].Handle.RejoinAsync(Patience);
            await Until(() => cluster[odd].Status is var status && status.AppliedThrough == cluster[other].Status.AppliedThrough
                && (status.IsQuarantined || status.ResultHash == cluster[other].Status.ResultHash));
        }

        Assert.Null(cluster[odd].Status.Divergence);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(cluster.DataDirectory, $"{odd}"), "diverged-snapshot-*"));
        Assert.False(File.Exists(Path.Combine(cluster.DataDirectory, $"{odd}", "quarantine")));
        Assert.Equal(8, await client.SellAsync(1, Patience));
        await Until(() => cluster[odd].Status.AppliedThrough == cluster[other].Status.AppliedThrough);
        Assert.Equal(8, await cluster[odd].Client.SoldAsync(ReadConsistency.Stale, Patience));
    }

    [Fact]
    public async Task Where_all_differ_nobody_serves_reads_and_all_name_the_slot_and_the_command()
    {
        using var events = new EventCapture();
        await using var cluster = await LocalCluster<LotteryReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = events }, Patience);
        await using var client = await LotteryClient.ConnectAsync(cluster.Members.Values, Impatient, Patience);
        Assert.Equal(7, await client.SellAsync(7, Patience));
        Assert.Equal(7, await client.SoldAsync(cancellationToken: Patience));
        await client.DrawAsync("bob", 2.5m, Patience);
        await Until(() => cluster.Running.All(id => cluster[id].Status.Divergence?.Contains("Draw(name: \"bob\", stake: 2.5)", StringComparison.Ordinal) == true));
        Assert.All(cluster.Running, id => Assert.False(cluster[id].Status.IsQuarantined));
        Assert.All(cluster.Running, id => Assert.NotEmpty(events.Of(215, id)));
        foreach (var id in cluster.Running)
        {
            await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await cluster[id].Client.SoldAsync(ReadConsistency.Stale, Patience));
        }

        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await client.SoldAsync(cancellationToken: Patience));
        Assert.Equal(8, await client.SellAsync(1, Patience));
        await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster[1].Handle.SnapshotAsync(Patience));
        Assert.All(cluster.Running, id => Assert.Equal(0, cluster[id].Status.TruncatedThrough));
    }

    [Fact]
    public async Task A_snapshot_that_replay_makes_otherwise_is_kept_aside_and_turns_health_red()
    {
        using var events = new EventCapture();
        await using var cluster = await LocalCluster<LotteryReplica>.StartAsync(1, new LocalClusterOptions { LoggerFactory = events }, Patience);
        await cluster[1].Client.DrawAsync("carol", 1, Patience);
        await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster[1].Handle.SnapshotAsync(Patience));
        Assert.Contains("made by replay differs", cluster[1].Status.Divergence, StringComparison.Ordinal);
        Assert.Null(cluster[1].Status.HaltReason);
        Assert.Equal(0, cluster[1].Status.SnapshotSlot);
        Assert.Single(Directory.GetFiles(Path.Combine(cluster.DataDirectory, "1"), "diverged-snapshot-*"));
        Assert.Single(events.Of(204));
    }

    private static async Task<int> TossUntilOneDiffers(LocalCluster<LotteryReplica> cluster, LotteryClient client)
    {
        while (true)
        {
            await client.TossAsync("alice", 3, Patience);
            await Until(() => cluster.Running.Select(id => cluster[id].Status.AppliedThrough).Distinct().Count() == 1);
            if (cluster.Running.GroupBy(id => cluster[id].Status.ResultHash).FirstOrDefault(same => same.Count() == 1) is { } differs)
            {
                return differs.Single();
            }
        }
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }
}
