using Microsoft.Extensions.Logging;
using PaxosGen.Server.Tests.Hosting;

namespace PaxosGen.Server.Tests.Telemetry;

public sealed class LogTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task A_leader_that_stops_is_told_with_ballots_and_slots()
    {
        using var log = new EventCapture();
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(
            3, new LocalClusterOptions { LoggerFactory = log, Configure = o => o with { ElectionTimeout = TimeSpan.FromSeconds(5) } }, Patience);
        var first = await cluster.WaitForLeaderAsync(Patience);
        var ballot = cluster[first].Status.Ballot;
        await cluster[first].Client.AddAsync("a", 1, Patience);
        await cluster.StopAsync(first);
        var second = await cluster.WaitForLeaderAsync(Patience);
        await cluster[second].Client.AddAsync("a", 1, Patience);

        var ended = Assert.Single(log.Of(104, first));
        Assert.Equal(ballot, ended["Ballot"]);
        Assert.Equal("HandedOver", ended["Reason"]);
        Assert.Equal(LogLevel.Information, ended.Level);
        Assert.True(long.Parse(ended["ChosenThrough"], null) >= 2, ended.Text);
        Assert.True(long.Parse(ended["ProposedThrough"], null) >= long.Parse(ended["ChosenThrough"], null), ended.Text);

        var candidacy = log.Of(101, second)[^1];
        Assert.True(long.Parse(candidacy["FirstSlot"], null) >= 2, candidacy.Text);
        var began = log.Of(103, second)[^1];
        Assert.Equal(candidacy["Ballot"], began["Ballot"]);
        Assert.True(long.Parse(began["RecoveredThrough"], null) >= 2, began.Text);
        Assert.Equal($"Replica {second}: Prepares {candidacy["Ballot"]} from slot {candidacy["FirstSlot"]}.", candidacy.Text);
        Assert.All(log.Events, e => Assert.Equal("PaxosGen.Replica", e.Category));

        // A life from its beginning to its end.
        foreach (var id in new[] { 601, 603, 604, 605 })
        {
            Assert.Single(log.Of(id, first));
        }

        Assert.Equal(3, log.Of(602).Count);
        Assert.Equal(candidacy["Ballot"], log.Of(605, first)[0]["Ballot"]);
    }

    [Fact]
    public async Task A_leader_without_a_quorum_warns_that_it_steps_down()
    {
        using var log = new EventCapture();
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = log }, Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        foreach (var id in cluster.Running.Where(id => id != leader))
        {
            await cluster.StopAsync(id);
        }

        await Until(() => log.Of(104, leader).Count > 0);
        var ended = log.Of(104, leader)[0];
        Assert.Equal(LogLevel.Warning, ended.Level);

        // It may have been overtaken while the first of the others stopped and the second went on.
        Assert.Contains(ended["Reason"], new[] { "NoQuorum", "HigherBallot" });
        await Until(() => log.Of(302, leader).Count == 2);
    }

    [Fact]
    public async Task A_replica_of_another_cluster_is_refused_on_both_sides_with_the_code()
    {
        using var log = new EventCapture();
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = log }, Patience);
        await cluster.StopAsync(3);
        var folder = Directory.CreateTempSubdirectory("paxosgen-test-");
        try
        {
            using var stranger = new EventCapture();
            var options = new ReplicaOptions
            {
                Id = 3,
                DataDirectory = folder.FullName,
                Members = cluster.Members,
                ClusterName = "other",
                Bootstrap = true,
            };
            await Assert.ThrowsAsync<ReplicaFailedException>(async () => await LedgerReplica.StartAsync(options, stranger, Patience));
            Assert.Contains(stranger.Of(304), e => e["Code"] == "WrongCluster" && e.Fields["Peer"] is not null && e.Replica == 3);
            Assert.Contains("WrongCluster", Assert.Single(stranger.Of(606)).Text + stranger.Of(304)[0].Text, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await Until(() => log.Of(305).Any(e => e["Code"] == "WrongCluster" && e["Peer"] == "3"));
    }

    [Fact]
    public async Task Requests_that_a_follower_gets_are_refused_with_the_leader_and_its_ballot()
    {
        using var log = new EventCapture();
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, new LocalClusterOptions { LoggerFactory = log }, Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        var follower = cluster.Running.First(id => id != leader);
        await Until(() => cluster[follower].Status.Leader == leader);

        // The follower's own client asks the follower first.
        await cluster[follower].Client.AddAsync("a", 1, Patience);
        var refused = log.Of(402, follower)[0];
        Assert.Equal(LogLevel.Debug, refused.Level);
        Assert.Equal("NotLeader", refused["Reason"]);
        Assert.NotEqual("0.0.0", refused["Ballot"]);
        Assert.True(refused.Fields.ContainsKey("ChosenThrough"));
    }

    [Fact]
    public async Task A_snapshot_says_its_slot_and_size()
    {
        using var log = new EventCapture();
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(1, new LocalClusterOptions { LoggerFactory = log }, Patience);
        await cluster[1].Client.AddAsync("a", 1, Patience);
        var slot = await cluster[1].Handle.SnapshotAsync(Patience);
        var durable = Assert.Single(log.Of(201));
        Assert.Equal(slot.ToString(System.Globalization.CultureInfo.InvariantCulture), durable["Slot"]);
        Assert.True((long)durable.Fields["Bytes"]! > 0);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }
}
