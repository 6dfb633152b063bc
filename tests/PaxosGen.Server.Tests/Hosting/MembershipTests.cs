using System.Net;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Members that change while the cluster serves, in one process over real sockets and files.</summary>
public sealed class MembershipTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(200)).Token;

    [Fact]
    public async Task Three_become_five_and_three_again_without_their_leader_and_no_call_is_lost_or_run_twice()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, Calm, Patience);
        using var enough = new CancellationTokenSource();
        var added = 0L;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await client.AddAsync("a", 1, Patience);
                Interlocked.Increment(ref added);
            }
        })).ToList();

        Assert.Equal(4, await cluster.JoinAsync(Patience));
        Assert.Equal(5, await cluster.JoinAsync(Patience));
        await ChangeAsync(cluster, [1, 2, 3], [4, 5]);
        await ChangeAsync(cluster, [1, 2, 3, 4, 5], []);
        await Until(() => cluster.Running.All(id => cluster[id].Status is { Epoch: 3, Members.Count: 5 }));
        await Goes(() => Interlocked.Read(ref added));

        // The leader removes itself, and another.
        var leader = await cluster.WaitForLeaderAsync(Patience);
        int[] stay = [.. cluster.Running.Where(id => id != leader).Take(3)];
        await ChangeAsync(cluster, stay, []);
        var gone = cluster.Running.Except(stay).ToList();
        await Until(() => gone.TrueForAll(id => cluster[id].Status is { Role: ReplicaRole.Removed, MayBeSwitchedOff: true }));
        foreach (var id in gone)
        {
            await cluster.StopAsync(id);
        }

        await Goes(() => Interlocked.Read(ref added));
        await enough.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Equal(added, await client.TotalAsync("a", cancellationToken: Patience));
        await Meet(cluster, stay);
        Assert.All(stay, id => Assert.False(cluster[id].Status.MayBeSwitchedOff));
    }

    [Fact]
    public async Task All_members_are_replaced_at_once_and_a_client_that_slept_finds_the_new_ones()
    {
        var options = new LocalClusterOptions { Configure = o => o with { SnapshotInterval = 20 } };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, Calm, Patience);
        for (var i = 0; i < 70; i++)
        {
            await client.AddAsync("a", 1, Patience);
        }

        for (var i = 0; i < 3; i++)
        {
            await cluster.JoinAsync(Patience);
        }

        await ChangeAsync(cluster, [1, 2, 3], [4, 5, 6]);
        await ChangeAsync(cluster, [4, 5, 6], []);
        await Until(() => Enumerable.Range(1, 3).All(id => cluster[id].Status.MayBeSwitchedOff));
        await Task.WhenAll(cluster.StopAsync(1), cluster.StopAsync(2), cluster.StopAsync(3));
        Assert.Equal(71, await client.AddAsync("a", 1, Patience));
        await Meet(cluster, [4, 5, 6]);

        // Nobody of the founders' list is there any more to ask.
        var members = cluster.Members;
        var folder = Path.Combine(cluster.DataDirectory, "7");
        await using var late = await LedgerReplica.StartAsync(
            new ReplicaOptions
            {
                Id = 7,
                DataDirectory = folder,
                Listen = FreeAddress(),
                Members = Enumerable.Range(1, 3).ToDictionary(id => id, id => members[id]),
                LaterMembers = Enumerable.Range(4, 3).ToDictionary(id => id, id => members[id]),
                Join = true,
            },
            Patience);
        await Until(() => late.Status is { Role: ReplicaRole.Learner, Epoch: 3 } && late.Status.AppliedThrough == cluster[4].Status.AppliedThrough);
        Assert.Equal(71, await late.Client.TotalAsync("a", ReadConsistency.Stale, Patience));
    }

    [Fact]
    public async Task A_dead_member_is_replaced_by_a_new_one_whose_vote_counts()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, Calm, Patience);
        await client.AddAsync("a", 1, Patience);
        var dead = cluster.Running.First(id => cluster[id].Status.Role != ReplicaRole.Leader);
        await cluster.StopAsync(dead);
        Directory.Delete(Path.Combine(cluster.DataDirectory, $"{dead}"), recursive: true);

        // Under its old id it is refused; under a new one it is welcome.
        var refused = await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster.RestartAsync(dead, Patience));
        Assert.Contains("new replica id", refused.Message, StringComparison.Ordinal);
        await cluster.JoinAsync(Patience);
        int[] living = [.. new[] { 1, 2, 3 }.Where(id => id != dead)];
        await ChangeAsync(cluster, living, [4]);
        await ChangeAsync(cluster, [.. living, 4], []);
        await Until(() => living.All(id => cluster[id].Status.Members.Count == 3));

        // Without its vote there is no quorum now.
        await cluster.StopAsync(living[0]);
        Assert.Equal(2, await client.AddAsync("a", 1, Patience));
        await cluster.RestartAsync(living[0], Patience);
        await Meet(cluster, [.. living, 4]);
    }

    [Fact]
    public async Task What_cannot_be_changed_as_things_stand_is_refused_with_the_reason()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster[leader].Client.AddAsync("a", 1, Patience);
        var handle = cluster[leader].Handle;
        var follower = cluster.Running.First(id => id != leader);
        await Until(() => cluster[follower].Status.Leader == leader);
        await cluster.JoinAsync(Patience);

        await Refused<OperationRefusedException>(cluster[follower].Handle, Of(cluster, [1, 2], []), $"Ask replica {leader} at {cluster.Members[leader]}");
        await Refused<OperationRefusedException>(handle, Of(cluster, [1, 2, 4], []), "add it as a learner first");
        await Refused<ArgumentException>(handle, Of(cluster, [], [1]), "needs 1 to 63 voters");
        await Refused<ArgumentException>(handle, Of(cluster, [1, 2], [2]), "named twice");
        await Refused<ArgumentException>(handle, Of(cluster, [1, 2], []) with { Phase1Quorum = 1, Phase2Quorum = 1 }, "need not meet");
        await Refused<ArgumentException>(handle, new MemberChange { Voters = [new(1), new(9)] }, "say where it listens");
        await Refused<ArgumentException>(handle, new MemberChange { Voters = [new(1), new(9, "nowhere")] }, "no address for replica 9");
        await Refused<ArgumentException>(handle, new MemberChange { Voters = [new(1), new(2, cluster.Members[1])] }, "the same address");
        Assert.Equal(1, cluster[leader].Status.Epoch);
        Assert.Equal(2, await cluster[leader].Client.AddAsync("a", 1, Patience));
    }

    [Fact]
    public async Task Who_joins_without_leave_or_under_a_known_id_is_refused_with_advice()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var founders = cluster.Members.ToDictionary(m => m.Key, m => m.Value);
        await cluster.JoinAsync(Patience);
        await ChangeAsync(cluster, [1, 2, 3], [4]);
        await cluster.StopAsync(4);
        Directory.Delete(Path.Combine(cluster.DataDirectory, "4"), recursive: true);
        var known = await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster.RestartAsync(4, Patience));
        Assert.Contains("under a new replica id", known.Message, StringComparison.Ordinal);

        var folder = Directory.CreateTempSubdirectory("paxosgen-test-");
        try
        {
            var options = new ReplicaOptions { Id = 5, DataDirectory = Path.Combine(folder.FullName, "5"), Members = founders, Listen = FreeAddress() };
            await Refused<ReplicaFailedException>(options, "holds no replica", "with join");
            await Refused<ReplicaFailedException>(options with { Bootstrap = true }, "none of those that found the cluster (1, 2, 3)", "start it with join");
            await Refused<ArgumentException>(options with { Bootstrap = true, Join = true }, "contradict each other");
            await Refused<ArgumentException>(options with { Id = 3, Join = true }, "an id that the cluster has never had");
            await Refused<ReplicaFailedException>(options with { Join = true, ClusterName = "other" }, "refuses this one", "the same name");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_member_that_was_added_restarts_from_its_folder_and_an_old_copy_of_that_is_refused()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await cluster.JoinAsync(Patience);
        await ChangeAsync(cluster, [1, 2, 3], [4]);
        await ChangeAsync(cluster, [1, 2, 3, 4], []);
        await Until(() => cluster[4].Status.Role != ReplicaRole.Learner);
        await cluster.StopAsync(4);
        var folder = Path.Combine(cluster.DataDirectory, "4");
        var copy = Directory.CreateDirectory(folder + ".old");
        foreach (var file in Directory.GetFiles(folder))
        {
            File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }

        await cluster.RestartAsync(4, Patience);
        var before = (await LeaderAsync(cluster)).Status.AppliedThrough;
        await cluster[4].Client.AddAsync("a", 1, Patience);
        await Until(() => cluster[4].Status.AppliedThrough > before);
        await cluster.StopAsync(4);
        Directory.Delete(folder, recursive: true);
        copy.MoveTo(folder);
        var stopped = await Assert.ThrowsAsync<ReplicaFailedException>(async () =>
        {
            await cluster.RestartAsync(4, Patience);
            await cluster[4].Handle.Completion.WaitAsync(Patience);
        });
        Assert.Contains("old copy", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_replica_that_was_away_learns_so_when_it_comes_back()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        var away = cluster.Running.First(id => id != leader);
        await cluster.StopAsync(away);
        await ChangeAsync(cluster, [.. cluster.Running], []);
        await cluster.RestartAsync(away, Patience);
        await Until(() => cluster[away].Status is { Role: ReplicaRole.Removed, MayBeSwitchedOff: true });

        // Whoever still asks it gets an answer, by way of the members.
        Assert.Equal(1, await cluster[away].Client.AddAsync("a", 1, Patience));

        // It stays so over a restart, with the words that it was always started with.
        await cluster.StopAsync(away);
        await cluster.RestartAsync(away, Patience);
        await Until(() => cluster[away].Status is { Role: ReplicaRole.Removed, MayBeSwitchedOff: true });
    }

    private static PaxosClientOptions Calm => new() { CallTimeout = TimeSpan.FromSeconds(60) };

    private static MemberChange Of(LocalCluster<LedgerReplica> cluster, int[] voters, int[] learners) => new()
    {
        Voters = [.. voters.Select(id => new ClusterMember(id, cluster.Members[id]))],
        Learners = [.. learners.Select(id => new ClusterMember(id, cluster.Members[id]))],
    };

    /// <summary>Asks the leader, again while it says that a new voter lags, or when it has only just been elected or is one no more.</summary>
    private static async Task ChangeAsync(LocalCluster<LedgerReplica> cluster, int[] voters, int[] learners)
    {
        var before = (await LeaderAsync(cluster)).Status.Epoch;
        while (true)
        {
            try
            {
                var epoch = await (await LeaderAsync(cluster)).Handle.ChangeMembersAsync(Of(cluster, voters, learners), Patience);
                Assert.Equal(before + 1, epoch);
                return;
            }
            catch (Exception e) when (e is OperationRefusedException or ClusterUnavailableException or OutcomeUnknownException)
            {
                if (cluster.Running.Any(id => cluster[id].Status.Epoch > before))
                {
                    return;
                }

                await Task.Delay(20, Patience);
            }
        }
    }

    private static async Task<LedgerReplica> LeaderAsync(LocalCluster<LedgerReplica> cluster) => cluster[await cluster.WaitForLeaderAsync(Patience)];

    private static async Task Refused<TException>(IReplicaHandle replica, MemberChange change, string why)
        where TException : Exception =>
        Assert.Contains(why, (await Assert.ThrowsAsync<TException>(() => replica.ChangeMembersAsync(change, Patience))).Message, StringComparison.Ordinal);

    private static async Task Refused<TException>(ReplicaOptions options, params string[] expected)
        where TException : Exception
    {
        var error = await Assert.ThrowsAsync<TException>(async () => await LedgerReplica.StartAsync(options, Patience));
        Assert.All(expected, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    /// <summary>Waits until something goes on.</summary>
    private static async Task Goes(Func<long> count)
    {
        var before = count();
        await Until(() => count() > before + 50);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }

    private static async Task Meet(LocalCluster<LedgerReplica> cluster, int[] members)
    {
        await Until(() => members.Select(id => cluster[id].Status.AppliedThrough).Distinct().Count() == 1);
        Assert.Single(members.Select(id => cluster[id].Status.ResultHash).Distinct());
        Assert.All(members, id => Assert.Null(cluster[id].Status.HaltReason));
    }

    private static string FreeAddress()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket.LocalEndPoint!.ToString()!;
    }
}
