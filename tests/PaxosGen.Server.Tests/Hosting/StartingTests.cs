using System.Net;
using System.Net.Sockets;

namespace PaxosGen.Server.Tests.Hosting;

public sealed class StartingTests : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_empty_folder_is_refused_without_bootstrap() =>
        await Refused(Options() with { Bootstrap = false }, "holds no replica", "bootstrap");

    [Fact]
    public async Task An_id_that_is_not_in_the_list_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await LedgerReplica.StartAsync(Options() with { Id = 9 }, Patience));
        Assert.Contains("Replica 9 is not in the list of members (1)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task Quorums_that_need_not_meet_are_refused(int phase1, int phase2)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await LedgerReplica.StartAsync(Options() with { Phase1Quorum = phase1, Phase2Quorum = phase2 }, Patience));
        Assert.Contains($"Phase1Quorum {phase1} and Phase2Quorum {phase2} are no quorums of 1 members", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_priority_of_nobody_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await LedgerReplica.StartAsync(Options() with { Priorities = new Dictionary<int, int> { [4] = 1 } }, Patience));
        Assert.Contains("gives replica 4 the priority 1: only members (1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_address_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await LedgerReplica.StartAsync(Options() with { Members = new Dictionary<int, string> { [1] = "nowhere" } }, Patience));
        Assert.Contains("'nowhere' is no address for member 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("192.168.7.7:0")]
    [InlineData("[fe80::1]:0")]
    [InlineData("bank.example:0")]
    [InlineData("localhost.example:0")]
    public async Task Listening_beyond_loopback_is_refused(string listen)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await LedgerReplica.StartAsync(Options() with { Listen = listen }, Patience));
        Assert.Contains("only loopback", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]:0")]
    [InlineData("127.0.0.2:0")]
    [InlineData("localhost:0")]
    public async Task Listening_on_loopback_needs_no_certificates(string listen)
    {
        try
        {
            await using var replica = await LedgerReplica.StartAsync(Options() with { Listen = listen }, Patience);
            Assert.Equal(1, await replica.Client.AddAsync("a", 1, Patience));
        }
        catch (ReplicaFailedException e) when (listen.StartsWith('['))
        {
            // A machine without IPv6 has no such address, which is another answer than that it may not be listened on.
            Assert.Contains("this machine does not have that address", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Listening_beyond_loopback_is_possible_for_who_says_that_it_is_safe()
    {
        await using var replica = await LedgerReplica.StartAsync(Options() with { Listen = "0.0.0.0:0", AllowInsecure = true }, Patience);
        Assert.Equal(1, await replica.Client.AddAsync("a", 1, Patience));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(501)]
    [InlineData(-1)]
    public async Task A_lease_that_does_not_fit_the_election_time_out_is_refused(int milliseconds)
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await LedgerReplica.StartAsync(Options() with { LeaseDuration = TimeSpan.FromMilliseconds(milliseconds) }, Patience));
        Assert.Contains("LeaseDuration is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staleness_that_is_none_is_refused()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(async () => await LedgerReplica.StartAsync(Options() with { MaxStaleness = TimeSpan.Zero }, Patience));
        Assert.Contains("MaxStaleness is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        await Refused(Options() with { Members = new Dictionary<int, string> { [1] = taken.LocalEndPoint!.ToString()! } }, "the port is in use", taken.LocalEndPoint.ToString()!);
    }

    [Fact]
    public async Task A_folder_in_use_is_named()
    {
        await using var first = await LedgerReplica.StartAsync(Options(), Patience);
        await Refused(Options(), "in use by another process or replica", _folder.FullName);
    }

    [Fact]
    public async Task A_folder_of_another_replica_is_refused()
    {
        await using (await LedgerReplica.StartAsync(Options(), Patience))
        {
        }

        await Refused(Options() with { Id = 2, Members = new Dictionary<int, string> { [2] = "127.0.0.1:0" } }, "is of replica 1, not 2");
    }

    [Fact]
    public async Task A_folder_of_another_cluster_is_refused()
    {
        await using (await LedgerReplica.StartAsync(Options(), Patience))
        {
        }

        await Refused(Options() with { ClusterName = "other" }, "is of cluster 'default', not 'other'");
    }

    [Fact]
    public async Task A_list_with_other_members_is_refused_on_a_folder_that_has_a_cluster()
    {
        await using (await LedgerReplica.StartAsync(Options(), Patience))
        {
        }

        await Refused(Options() with { Members = new Dictionary<int, string> { [1] = "127.0.0.1:0", [2] = "127.0.0.1:1" } }, "a cluster of members 1, not 1, 2");
    }

    [Fact]
    public async Task A_folder_of_another_state_machine_is_refused_with_both_schemas()
    {
        await using (await LedgerReplica.StartAsync(Options(), Patience))
        {
        }

        var error = await Assert.ThrowsAsync<ReplicaFailedException>(async () => await OtherLedgerReplica.StartAsync(Options(), Patience));
        Assert.Contains("this one cannot read all of it:\n- machine PaxosGen.Server.Tests.Hosting.Ledger\n+ machine PaxosGen.Server.Tests.Hosting.OtherLedger\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_another_state_machine_is_refused()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(1, cancellationToken: Patience);
        await Assert.ThrowsAsync<IncompatibleSchemaException>(async () => await OtherLedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience));
    }

    [Fact]
    public async Task A_replica_whose_folder_was_wiped_is_refused_with_advice()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await cluster[1].Client.AddAsync("a", 1, Patience);
        await cluster.StopAsync(3);
        Directory.Delete(Path.Combine(cluster.DataDirectory, "3"), recursive: true);
        var error = await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster.RestartAsync(3, Patience));
        Assert.Contains("new replica id", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, await cluster[1].Client.AddAsync("a", 1, Patience));
    }

    [Fact]
    public async Task An_old_copy_of_a_folder_is_refused_with_advice()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await cluster[1].Client.AddAsync("a", 1, Patience);
        await cluster.StopAsync(3);
        var folder = Path.Combine(cluster.DataDirectory, "3");
        Copy(folder, folder + ".old");
        await cluster.RestartAsync(3, Patience);
        var before = cluster[1].Status.AppliedThrough;
        await cluster[3].Client.AddAsync("a", 1, Patience);
        while (cluster[3].Status.AppliedThrough <= before)
        {
            await Task.Delay(5, Patience);
        }

        await cluster.StopAsync(3);
        Directory.Delete(folder, recursive: true);
        Directory.Move(folder + ".old", folder);

        // Refused while it starts, or as soon as it has started.
        var stopped = await Assert.ThrowsAsync<ReplicaFailedException>(async () =>
        {
            await cluster.RestartAsync(3, Patience);
            await cluster[3].Handle.Completion.WaitAsync(Patience);
        });
        Assert.Contains("old copy", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_with_different_lists_do_not_form_a_cluster()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var members = cluster.Members.ToDictionary(m => m.Key, m => m.Value);
        await cluster.StopAsync(3);
        members[4] = "127.0.0.1:1";
        await Refused(Options() with { Id = 3, Members = members }, "refuses this one", "born with the same list");
    }

    [Fact]
    public async Task A_folder_of_another_cluster_with_the_same_ids_halts_its_replica_and_no_other()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await using (var other = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience))
        {
            await other[3].Client.AddAsync("a", 100, Patience);
            await cluster.StopAsync(3);
            await other.StopAsync(3);
            var folder = Path.Combine(cluster.DataDirectory, "3");
            Directory.Delete(folder, recursive: true);
            Copy(Path.Combine(other.DataDirectory, "3"), folder);
        }

        // Refused while it starts, or as soon as it has started.
        var stopped = await Assert.ThrowsAsync<ReplicaFailedException>(async () =>
        {
            await cluster.RestartAsync(3, Patience);
            await cluster[3].Handle.Completion.WaitAsync(Patience);
        });
        Assert.Contains("of another cluster", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(1, await cluster[1].Client.AddAsync("a", 1, Patience));
        Assert.All([1, 2], id => Assert.Null(cluster[id].Status.HaltReason));
    }

    [Fact]
    public async Task A_mistyped_folder_is_not_made_without_bootstrap()
    {
        var missing = Path.Combine(_folder.FullName, "missing");
        await Refused(Options() with { Bootstrap = false, DataDirectory = missing }, "holds no replica");
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task Stale_queries_are_answered_by_the_replica_itself_without_a_quorum()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        await cluster[1].Client.AddAsync("a", 7, Patience);
        while (cluster[3].Status.AppliedThrough < cluster[1].Status.AppliedThrough)
        {
            await Task.Delay(5, Patience);
        }

        await cluster.StopAsync(1);
        await cluster.StopAsync(2);
        Assert.Equal(7, await cluster[3].Client.TotalAsync("a", ReadConsistency.Stale, Patience));
    }

    private ReplicaOptions Options() => new()
    {
        Id = 1,
        DataDirectory = _folder.FullName,
        Members = new Dictionary<int, string> { [1] = "127.0.0.1:0" },
        Bootstrap = true,
    };

    private static async Task Refused(ReplicaOptions options, params string[] expected)
    {
        var error = await Assert.ThrowsAsync<ReplicaFailedException>(async () => await LedgerReplica.StartAsync(options, Patience));
        Assert.All(expected, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
