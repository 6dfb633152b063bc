using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PaxosGen.Server.Tests.Hosting;

public sealed class LocalClusterTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task Commands_and_queries_go_through_three_replicas()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        Assert.Equal(5, await client.AddAsync("a", 5, Patience));
        Assert.Equal(7, await client.AddAsync("a", 2, Patience));
        Assert.Equal(7, await client.TotalAsync("a", cancellationToken: Patience));
        Assert.Equal(7, await cluster[2].Client.TotalAsync("a", cancellationToken: Patience));
        var receipt = await client.ReceiptAsync(Patience);
        Assert.Equal([receipt], await client.ReceiptsAsync(cancellationToken: Patience));
    }

    [Fact]
    public async Task What_a_handler_throws_reaches_the_caller()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(1, cancellationToken: Patience);
        var client = cluster[1].Client;
        var rejected = await Assert.ThrowsAsync<CommandRejectedException>(async () => await client.AddAsync("a", -1, Patience));
        Assert.Equal("negative", rejected.Code);
        var failed = await Assert.ThrowsAsync<CommandFailedException>(async () => await client.FailAsync("no luck", Patience));
        Assert.Equal("System.InvalidOperationException", failed.ExceptionType);
        Assert.Contains("no luck", failed.Hint, StringComparison.Ordinal);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));
    }

    [Fact]
    public async Task A_thousand_calls_at_once_take_effect_once_each()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.AddAsync("a", 1, Patience).AsTask()));
        Assert.Equal(Enumerable.Range(1, 1000).Select(i => (long)i), results.Order());
    }

    [Fact]
    public async Task The_leader_stops_again_and_again_and_sums_stay_exact()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(
            cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(60) }, Patience);
        using var enough = new CancellationTokenSource();
        var added = 0L;
        var callers = Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await client.AddAsync("a", 1, Patience);
                Interlocked.Increment(ref added);
            }
        }).ToList();

        for (var round = 0; round < 3; round++)
        {
            var before = Interlocked.Read(ref added);
            await Until(() => Interlocked.Read(ref added) > before + 50);
            var leader = await cluster.WaitForLeaderAsync(Patience);
            await cluster.StopAsync(leader);
            before = Interlocked.Read(ref added);
            await Until(() => Interlocked.Read(ref added) > before + 50);
            await cluster.RestartAsync(leader, Patience);
        }

        await enough.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(added, await client.TotalAsync("a", cancellationToken: Patience));
        await ReplicasMeet(cluster);
    }

    [Fact]
    public async Task All_stop_and_come_back_with_everything_from_snapshot_and_log()
    {
        var folder = Directory.CreateTempSubdirectory("paxosgen-test-");
        try
        {
            var options = new LocalClusterOptions { DataDirectory = folder.FullName, Configure = o => o with { SnapshotInterval = 50 } };
            var key = Guid.NewGuid();
            await using (var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience))
            {
                for (var i = 0; i < 130; i++)
                {
                    await cluster[1].Client.AddAsync((i % 7).ToString(CultureInfo.InvariantCulture), i, Patience);
                }

                Assert.Equal(1000, await cluster[2].Client.WithIdempotencyKey(key).AddAsync("keyed", 1000, Patience));
                Assert.True(await cluster[1].Handle.SnapshotAsync(Patience) > 100);
                await cluster[1].Client.AddAsync("after", 1, Patience);
            }

            await using (var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience))
            {
                Assert.True(cluster[1].Status.SnapshotSlot > 100);
                Assert.Equal(Enumerable.Range(0, 130).Where(i => i % 7 == 3).Sum(i => (long)i), await cluster[3].Client.TotalAsync("3", cancellationToken: Patience));
                Assert.Equal(1000, await cluster[3].Client.WithIdempotencyKey(key).AddAsync("keyed", 1000, Patience));
                Assert.Equal(1000, await cluster[3].Client.TotalAsync("keyed", cancellationToken: Patience));
                await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await cluster[3].Client.WithIdempotencyKey(key).AddAsync("keyed", 2, Patience));
                Assert.Equal(1, await cluster[3].Client.TotalAsync("after", cancellationToken: Patience));
                await ReplicasMeet(cluster);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_log_is_truncated_once_all_have_snapshots()
    {
        var options = new LocalClusterOptions { Configure = o => o with { SnapshotInterval = 500 } };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        while (cluster.Running.Any(id => cluster[id].Status.TruncatedThrough == 0))
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.AddAsync("a", 1, Patience).AsTask()));
        }

        await ReplicasMeet(cluster);
    }

    [Fact]
    public async Task Who_was_away_while_the_others_truncated_goes_on_from_a_snapshot_and_votes()
    {
        var options = new LocalClusterOptions { Configure = o => o with { SnapshotInterval = 1000 } };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await using var client = await LedgerClient.ConnectAsync(
            cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(60) }, Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        var away = cluster.Running.First(id => id != leader);
        var stays = cluster.Running.First(id => id != leader && id != away);
        await client.AddAsync("a", 1, Patience);
        var total = 1L;
        await cluster.StopAsync(away);

        // Some state that takes more than one chunk.
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.AddAsync(new string((char)('a' + (i % 26)), 5000 + i), 1, Patience).AsTask()));
        while (cluster.Running.Any(id => cluster[id].Status.TruncatedThrough == 0))
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.AddAsync("a", 1, Patience).AsTask()));
            total += 200;
        }

        // The cluster serves while the snapshot travels.
        using var enough = new CancellationTokenSource();
        var caller = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await client.AddAsync("a", 1, Patience);
                total++;
            }
        });
        await cluster.RestartAsync(away, Patience);
        await Until(() => cluster[away].Status.AppliedThrough > cluster[leader].Status.TruncatedThrough && cluster[away].Status.TruncatedThrough > 0);
        await enough.CancelAsync();
        await caller;

        // Without its vote there is no quorum now.
        await cluster.StopAsync(stays);
        Assert.Equal(total + 1, await client.AddAsync("a", 1, Patience));
        await cluster.RestartAsync(stays, Patience);
        await ReplicasMeet(cluster);
    }

    [Fact]
    public async Task Without_a_quorum_nothing_is_acknowledged_and_the_caller_is_told_what_is_certain()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var options = new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(3), RetryAfter = TimeSpan.FromSeconds(1) };
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, options, Patience);
        await client.AddAsync("a", 1, Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        foreach (var id in cluster.Running.Where(id => id != leader))
        {
            await cluster.StopAsync(id);
        }

        var outcome = await Assert.ThrowsAnyAsync<PaxosException>(async () => await client.AddAsync("a", 1, Patience));
        Assert.True(outcome is OutcomeUnknownException or ClusterUnavailableException, outcome.ToString());
        await Until(() => cluster[leader].Status.Role != ReplicaRole.Leader);
        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await client.TotalAsync("a", cancellationToken: Patience));
        await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await client.AddAsync("a", 1, Patience));
    }

    [Fact]
    public async Task A_cancelled_call_stops_waiting()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        await cluster.StopAsync(1);
        await cluster.StopAsync(2);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await client.AddAsync("a", 1, cancel.Token));
    }

    [Fact]
    public async Task Garbage_on_the_port_harms_nobody()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var random = new Random(1);
        for (var i = 0; i < 60; i++)
        {
            var address = cluster.Members[1 + i % 3].Split(':');
            using var socket = new TcpClient();
            await socket.ConnectAsync(address[0], int.Parse(address[1], CultureInfo.InvariantCulture), Patience);
            var garbage = i % 2 == 0 ? Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n") : new byte[random.Next(1, 5000)];
            if (i % 2 == 1)
            {
                random.NextBytes(garbage);
            }

            try
            {
                await socket.GetStream().WriteAsync(garbage, Patience);
            }
            catch (IOException)
            {
                // Closed already, as it should be.
            }
        }

        Assert.Equal(1, await cluster[1].Client.AddAsync("a", 1, Patience));
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }

    private static async Task ReplicasMeet(LocalCluster<LedgerReplica> cluster)
    {
        await Until(() => cluster.Running.Select(id => cluster[id].Status.AppliedThrough).Distinct().Count() == 1);
        Assert.Single(cluster.Running.Select(id => cluster[id].Status.ResultHash).Distinct());
        Assert.All(cluster.Running, id => Assert.Null(cluster[id].Status.HaltReason));
    }
}
