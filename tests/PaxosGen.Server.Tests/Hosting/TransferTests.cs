namespace PaxosGen.Server.Tests.Hosting;

public sealed class TransferTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task Leadership_goes_round_and_nothing_is_lost()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        using var enough = new CancellationTokenSource();
        var added = 0L;
        var callers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await client.AddAsync("a", 1, Patience);
                Interlocked.Increment(ref added);
            }
        }).ToList();
        for (var round = 0; round < 6; round++)
        {
            await TransferAsync(cluster, 1 + (round % 3));
        }

        await enough.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(added, await client.TotalAsync("a", cancellationToken: Patience));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_a_reason()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var leader = await TransferAsync(cluster, 1);
        await cluster[leader].Handle.TransferLeadershipAsync(leader, Patience);
        var error = await Assert.ThrowsAsync<OperationRefusedException>(() => cluster[leader].Handle.TransferLeadershipAsync(9, Patience));
        Assert.Contains("Replica 9 is no voter", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<OperationRefusedException>(() => cluster[2].Handle.TransferLeadershipAsync(3, Patience));
        Assert.Contains("Replica 2 does not lead", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster[leader].Handle.TransferLeadershipAsync(0, Patience));
    }

    [Fact]
    public async Task A_leader_that_stops_lets_another_lead_first()
    {
        // Nobody misses it for as long as this test may take, so without a handover nobody would lead.
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(
            3, new LocalClusterOptions { Configure = options => options with { ElectionTimeout = TimeSpan.FromSeconds(20) } }, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        await client.AddAsync("a", 1, Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        while (cluster[leader].Handle.Status.Members.Count(m => m.HeardMillisecondsAgo is not null) < 2)
        {
            await Task.Delay(10, Patience);
        }

        await cluster.StopAsync(leader);
        var next = await cluster.WaitForLeaderAsync(Patience).WaitAsync(TimeSpan.FromSeconds(15), Patience);
        Assert.NotEqual(leader, next);
        Assert.Equal(2, await client.AddAsync("a", 1, Patience));
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 2)]
    public async Task Quorums_other_than_majorities_choose(int phase1, int phase2)
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(
            5, new LocalClusterOptions { Configure = options => options with { Phase1Quorum = phase1, Phase2Quorum = phase2, Learning = LearningMode.AllToAll } }, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster.StopAsync(leader == 5 ? 4 : 5);
        Assert.Equal(1, await client.AddAsync("a", 1, Patience));
    }

    private static async Task<int> TransferAsync(LocalCluster<LedgerReplica> cluster, int to)
    {
        while (true)
        {
            var leader = await cluster.WaitForLeaderAsync(Patience);
            try
            {
                await cluster[leader].Handle.TransferLeadershipAsync(to, Patience);
                return to;
            }
            catch (Exception e) when (e is OperationRefusedException or OutcomeUnknownException)
            {
                // The target has not been heard of yet, or the machine is busy.
                await Task.Delay(20, Patience);
            }
        }
    }
}
