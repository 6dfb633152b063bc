using System.Diagnostics;
using System.Diagnostics.Metrics;
using PaxosGen.Server.Tests.Hosting;

namespace PaxosGen.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task Commands_are_counted_exactly_and_everything_else_moves()
    {
        // Other tests of this process have clusters too: this name is ours alone.
        var name = Guid.NewGuid().ToString();
        using var seen = new Measurements(name);

        // Long time-outs: a second election or a retry would be right, and would make numbers that nobody can foretell.
        var options = new LocalClusterOptions { Configure = o => o with { ClusterName = name, ElectionTimeout = TimeSpan.FromSeconds(20) } };
        var patient = new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(60), RetryAfter = TimeSpan.FromSeconds(60) };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, patient, Patience);
        for (var i = 0; i < 10; i++)
        {
            await client.AddAsync("a", 1, Patience);
        }

        var key = Guid.NewGuid();
        await client.WithIdempotencyKey(key).AddAsync("a", 1, Patience);
        await client.WithIdempotencyKey(key).AddAsync("a", 1, Patience);
        await client.TotalAsync("a", cancellationToken: Patience);
        await Until(() => cluster.Running.Select(id => cluster[id].Status.AppliedThrough).Distinct().Count() == 1);
        var snapshot = await cluster[1].Handle.SnapshotAsync(Patience);
        await Until(() => cluster[1].Status.SnapshotSlot == snapshot);

        var leader = await cluster.WaitForLeaderAsync(Patience);
        foreach (var replica in cluster.Running)
        {
            Assert.Equal(11, seen.Sum("paxosgen.commands.applied", replica, ("outcome", "applied")));
            Assert.Equal(1, seen.Sum("paxosgen.commands.applied", replica, ("outcome", "duplicate")));
            Assert.Equal(12, seen.Sum("paxosgen.commands.applied", replica));
            Assert.True(seen.Count("paxosgen.log.append.duration", replica) > 0);
            Assert.All(seen.Values("paxosgen.log.append.duration", replica), seconds => Assert.InRange(seconds, 1e-9, 100));
            Assert.True(seen.Sum("paxosgen.log.append.entries", replica) >= 12);
            Assert.True(seen.Sum("paxosgen.log.append.size", replica) > seen.Sum("paxosgen.log.append.entries", replica));
        }

        // A replica answers whoever waits there: all calls, once each, wherever the leader was.
        Assert.Equal(11, cluster.Running.Sum(replica => seen.Count("paxosgen.command.duration", replica, ("outcome", "applied"))));
        Assert.Equal(1, cluster.Running.Sum(replica => seen.Count("paxosgen.command.duration", replica, ("outcome", "duplicate"))));
        Assert.Equal(1, cluster.Running.Sum(replica => seen.Sum("paxosgen.queries", replica, ("consistency", "linearizable"))));
        Assert.Equal(1, cluster.Running.Sum(replica => seen.Count("paxosgen.query.duration", replica)));
        Assert.True(cluster.Running.Sum(replica => seen.Sum("paxosgen.elections.started", replica)) >= 1);
        Assert.True(seen.Sum("paxosgen.elections.won", leader) >= 1);
        Assert.Equal(1, seen.Count("paxosgen.snapshot.duration", 1));
        Assert.True(seen.Sum("paxosgen.snapshot.size", 1) > 0);

        seen.Observe();
        Assert.Equal(1, seen.Last("paxosgen.leader", leader));
        Assert.True(seen.Last("paxosgen.log.chosen_through", leader) >= 13);
        Assert.True(seen.Last("paxosgen.log.applied_through", leader) >= 13);
        Assert.Equal(snapshot, seen.Last("paxosgen.snapshot.slot", 1));
        Assert.True(seen.Last("paxosgen.messages.sent", leader) > 0);
        Assert.Equal(0, seen.Last("paxosgen.disk.full", leader));
        Assert.Equal(0, seen.Last("paxosgen.frames.corrupt", leader));
        Assert.Equal(2, seen.Count("paxosgen.peer.outbox.size", leader));
        foreach (var gauge in new[] { "paxosgen.inbox.inputs", "paxosgen.inbox.size", "paxosgen.apply.queue", "paxosgen.leader.in_flight", "paxosgen.requests.waiting", "paxosgen.gc.longest_pause" })
        {
            Assert.InRange(seen.Last(gauge, leader), 0, 1e9);
        }

        await cluster.StopAsync(leader);
        Assert.Equal(1, seen.Sum("paxosgen.leaderships.lost", leader, ("reason", "HandedOver")));
        seen.Forget();
        seen.Observe();
        Assert.Equal(0, seen.Count("paxosgen.leader", leader));
        Assert.Equal(2, cluster.Running.Sum(replica => seen.Count("paxosgen.leader", replica)));
    }

    [Fact]
    public async Task A_call_is_an_activity_of_the_client_and_one_of_the_replica_with_the_same_session_and_sequence()
    {
        var name = Guid.NewGuid().ToString();
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "PaxosGen",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var options = new LocalClusterOptions { Configure = o => o with { ClusterName = name } };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, cancellationToken: Patience);
        await client.AddAsync("a", 1, Patience);
        await client.TotalAsync("a", cancellationToken: Patience);
        Assert.Same(caller, Activity.Current);

        List<Activity> all;
        lock (ended)
        {
            all = [.. ended];
        }

        var call = Assert.Single(all, a => a.OperationName == "paxosgen.client.command" && a.TraceId == caller.TraceId);
        Assert.Equal(ActivityKind.Client, call.Kind);
        Assert.Equal(caller.SpanId, call.ParentSpanId);
        var handled = Assert.Single(all, a => a.OperationName == "paxosgen.replica.command" && Equals(a.GetTagItem("paxosgen.cluster"), name)
            && Equals(a.GetTagItem("paxosgen.outcome"), "applied"));
        Assert.Equal(ActivityKind.Server, handled.Kind);
        Assert.Equal(call.GetTagItem("paxosgen.session"), handled.GetTagItem("paxosgen.session"));
        Assert.Equal(call.GetTagItem("paxosgen.sequence"), handled.GetTagItem("paxosgen.sequence"));
        Assert.True((long)handled.GetTagItem("paxosgen.slot")! > 1);
        Assert.NotEqual(caller.TraceId, handled.TraceId);
        Assert.Single(all, a => a.OperationName == "paxosgen.client.query" && a.TraceId == caller.TraceId);
        Assert.Contains(all, a => a.OperationName == "paxosgen.replica.query" && Equals(a.GetTagItem("paxosgen.cluster"), name));
    }

    [Fact]
    public async Task The_leader_knows_how_the_others_are()
    {
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, cancellationToken: Patience);
        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster[leader].Client.AddAsync("a", 1, Patience);
        await Until(() => Others().All(m => m is { IsConnected: true, HeardMillisecondsAgo: >= 0, ChosenThrough: > 1 }));
        Assert.Null(cluster[leader].Status.Members.Single(m => m.Id == leader).IsConnected);

        var gone = cluster.Running.First(id => id != leader);
        await cluster.StopAsync(gone);
        await Until(() => Others().Single(m => m.Id == gone) is { IsConnected: false });
        Assert.Equal(0, cluster[leader].Status.SnapshotSlot);

        IEnumerable<MemberStatus> Others() => cluster[leader].Status.Members.Where(m => m.Id != leader);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }

    [Fact]
    public async Task Queries_of_every_consistency_are_answered_and_counted()
    {
        var name = Guid.NewGuid().ToString();
        using var seen = new Measurements(name);

        // Long time-outs, so that nothing is asked twice and nobody else comes to lead.
        var patient = new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(60), RetryAfter = TimeSpan.FromSeconds(60) };
        var options = new LocalClusterOptions
        {
            Configure = o => o with
            {
                ClusterName = name,
                Client = patient,
                ElectionTimeout = TimeSpan.FromSeconds(10),
                LeaseDuration = TimeSpan.FromSeconds(2),
                MaxStaleness = TimeSpan.FromHours(1),
            },
        };
        await using var cluster = await LocalCluster<LedgerReplica>.StartAsync(3, options, Patience);
        await cluster[1].Client.AddAsync("a", 7, Patience);
        Assert.Equal(7, await cluster[2].Client.TotalAsync("a", ReadConsistency.Lease, Patience));
        foreach (var id in cluster.Running)
        {
            // The first asks the leader, which makes the replica current; for the second that was recently enough.
            Assert.Equal(7, await cluster[id].Client.TotalAsync("a", ReadConsistency.BoundedStale, Patience));
            Assert.Equal(7, await cluster[id].Client.TotalAsync("a", ReadConsistency.BoundedStale, Patience));
        }

        Assert.Equal(1, cluster.Running.Sum(replica => seen.Sum("paxosgen.queries", replica, ("consistency", "lease"))));
        Assert.Equal(6, cluster.Running.Sum(replica => seen.Sum("paxosgen.queries", replica, ("consistency", "bounded"))));
        await cluster.StopAsync(1);
        await cluster.StopAsync(2);
        Assert.Equal(7, await cluster[3].Client.TotalAsync("a", ReadConsistency.BoundedStale, Patience));
    }

    /// <summary>All measurements of one cluster.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _all = [];
        private readonly string _cluster;

        public Measurements(string cluster)
        {
            _cluster = cluster;
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "PaxosGen")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
            _listener.Start();
        }

        public void Observe() => _listener.RecordObservableInstruments();

        public void Forget()
        {
            lock (_all)
            {
                _all.Clear();
            }
        }

        public List<double> Values(string name, int replica, params (string Name, string Value)[] tags)
        {
            lock (_all)
            {
                return [.. _all.Where(m => m.Name == name && Equals(m.Tags["replica"], replica) && tags.All(t => Equals(m.Tags[t.Name], t.Value))).Select(m => m.Value)];
            }
        }

        public double Sum(string name, int replica, params (string Name, string Value)[] tags) => Values(name, replica, tags).Sum();

        public int Count(string name, int replica, params (string Name, string Value)[] tags) => Values(name, replica, tags).Count;

        public double Last(string name, int replica) => Values(name, replica)[^1];

        public void Dispose() => _listener.Dispose();

        private void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var (key, tag) in tags)
            {
                all.Add(key, tag);
            }

            if (Equals(all["cluster"], _cluster))
            {
                lock (_all)
                {
                    _all.Add((name, value, all));
                }
            }
        }
    }
}
