using System.Collections.Immutable;
using PaxosGen.Core;
using PaxosGen.Server.Applying;

namespace PaxosGen.Server.Tests.Applying;

/// <summary>
/// A log that was written by version 1 and then by version 2 gives a build of version 2 the same results and the same
/// state, whether it was there all the time, came later, or was restored from a snapshot anywhere on the way.
/// </summary>
public sealed class VersionTests
{
    private static readonly Membership Members = Play.Membership;

    [Fact]
    public async Task A_log_of_two_versions_gives_equal_hashes_however_it_was_applied()
    {
        var log = await WriteAsync();
        var live = New<Second.Till>();
        var hashes = new List<ResultHash>();
        foreach (var entry in log)
        {
            live.Apply(live.AppliedThrough.Next, entry);
            hashes.Add(live.Hash);
        }

        for (var restoredAt = 0; restoredAt < log.Count; restoredAt++)
        {
            var before = New<Second.Till>();
            log.Take(restoredAt).ToList().ForEach(e => before.Apply(before.AppliedThrough.Next, e));
            var restored = Applier.Load(Create<Second.Till>(), Play.Cluster, Play.Saved(before));
            foreach (var entry in log.Skip(restoredAt))
            {
                restored.Apply(restored.AppliedThrough.Next, entry);
                Assert.Equal(hashes[(int)restored.AppliedThrough.Value - 1], restored.Hash);
            }

            Assert.Equal(Play.Saved(live), Play.Saved(restored));
        }
    }

    [Fact]
    public async Task As_long_as_the_first_version_is_active_both_builds_have_the_same_results_and_snapshots()
    {
        var log = (await WriteAsync()).TakeWhile(e => e.Kind != EntryKind.ActivateVersion).ToList();
        Assert.True(log.Count > 3);
        var (first, second) = (New<First.Till>(), New<Second.Till>());
        foreach (var entry in log)
        {
            first.Apply(first.AppliedThrough.Next, entry);
            second.Apply(second.AppliedThrough.Next, entry);
            Assert.Equal(first.Hash, second.Hash);
            Assert.Equal(Play.Saved(first), Play.Saved(second));
        }
    }

    [Fact]
    public async Task The_first_build_stops_where_the_second_version_is_activated_and_nothing_has_changed()
    {
        var log = await WriteAsync();
        var first = New<First.Till>();
        var at = log.FindIndex(e => e.Kind == EntryKind.ActivateVersion);
        log.Take(at).ToList().ForEach(e => first.Apply(first.AppliedThrough.Next, e));
        var before = Play.Saved(first);
        var error = Assert.Throws<NotSupportedException>(() => first.Apply(first.AppliedThrough.Next, log[at]));
        Assert.Equal("Version 2 of the schema was activated, and this build knows versions up to 1. Start a newer build on this replica's folder.", error.Message);
        Assert.Equal(before, Play.Saved(first));
    }

    [Fact]
    public async Task What_came_later_begins_as_in_a_new_instance()
    {
        var log = await WriteAsync();
        var play = new Cluster<Second.Till>(log);
        var client = Second.TillClient.Create(play);
        Assert.Equal(["begun", "red", "none"], await client.LogAsync());
        Assert.Equal(101, await client.ReceiptAsync());
        Assert.Equal("blue", (await client.SellAsync("hat", 1, "blue")).Note);
    }

    [Fact]
    public async Task Nothing_of_a_later_version_is_sent_before_it_is_active()
    {
        var play = new Cluster<Second.Till>([]);
        var client = Second.TillClient.Create(play);
        var command = await Assert.ThrowsAsync<IncompatibleSchemaException>(async () => await client.ReceiptAsync());
        Assert.Equal("Receipt appeared in version 2 of the schema, and the cluster runs version 1: it can be called once all replicas run a build of version 2.", command.Message);
        var parameter = await Assert.ThrowsAsync<IncompatibleSchemaException>(async () => await client.SellAsync("hat", 1, "red"));
        Assert.StartsWith("The parameter note of Sell appeared in version 2 of the schema, and version 1 is active", parameter.Message, StringComparison.Ordinal);
        Assert.Single(play.Log);
    }

    [Fact]
    public async Task A_cluster_begins_with_the_version_of_its_founders_and_a_client_of_an_older_one_is_told()
    {
        var play = new Cluster<Second.Till>([], version: 2);
        Assert.Equal(100, await Second.TillClient.Create(play).ReceiptAsync());
        var old = await Assert.ThrowsAsync<IncompatibleSchemaException>(async () => await First.TillClient.Create(play).TotalAsync());
        Assert.Equal("The cluster runs version 2 of the schema, and this client knows versions up to 1: build it from the newer schema.", old.Message);
    }

    [Fact]
    public void A_command_of_a_version_that_is_not_active_is_refused_by_every_replica_alike()
    {
        var play = new Cluster<Second.Till>([]);
        var ahead = new CanonicalWriter();
        ahead.BeginPayload(2, 3);
        ahead.End();
        Assert.IsType<ResultEnvelope.Malformed>(play.Run(ahead.ToArray()));
    }

    /// <summary>A log in which clients of both builds call, and the second version is activated in the middle.</summary>
    private static async Task<List<Entry>> WriteAsync()
    {
        var play = new Cluster<Second.Till>([]);
        var (first, second) = (First.TillClient.Create(play), Second.TillClient.Create(play));
        Assert.Equal(1, (await first.SellAsync("hat", 1)).Count);
        Assert.Equal(3, (await second.SellAsync("hat", 2)).Count);
        Assert.Equal(5, (await first.SellAsync("bag", 5)).Count);
        play.Apply(new EntryBody.ActivateVersion(2));
        Assert.Equal(7, (await second.SellAsync("hat", 2, "red")).Count);
        Assert.Equal(100, await second.ReceiptAsync());

        // A command that a client of the first build had sent before, and that is chosen only now.
        var late = new CanonicalWriter();
        late.BeginPayload(1, 1);
        late.WriteString(1, "bag");
        late.WriteInt32(2, 1);
        late.End();
        Assert.IsType<ResultEnvelope.Ok>(play.Run(late.ToArray()));
        Assert.Equal(10, await second.TotalAsync() - 1);
        return play.Log;
    }

    private static T Create<T>()
        where T : IReplicatedStateMachine<T>
        => T.Create();

    private static Applier New<T>()
        where T : IReplicatedStateMachine<T>
        => new(T.Create(), Play.Cluster, Core.Configuration.Initial(Members));

    /// <summary>One replica and its log, to which clients talk directly.</summary>
    private sealed class Cluster<T> : IPaxosClient
        where T : IReplicatedStateMachine<T>
    {
        private readonly Applier _applier = New<T>();

        public Cluster(IEnumerable<Entry> log, int version = 1)
        {
            foreach (var entry in log)
            {
                Log.Add(entry);
                _applier.Apply(_applier.AppliedThrough.Next, entry);
            }

            if (Log.Count == 0)
            {
                Apply(new EntryBody.Genesis(Members, new ClusterSettings { SchemaVersion = version }, ImmutableSortedDictionary<ReplicaId, StoreId>.Empty));
            }
        }

        public List<Entry> Log { get; } = [];

        public int SchemaVersion => _applier.Configuration.ActiveVersion;

        public AppliedOutcome Apply(EntryBody body)
        {
            Log.Add(body.Encode());
            return _applier.Apply(_applier.AppliedThrough.Next, Log[^1]);
        }

        public ResultEnvelope Run(ReadOnlyMemory<byte> command) =>
            Apply(new EntryBody.Command(Origin.Key((UInt128)(ulong)Log.Count), 0, 7, command)).ShouldRun().Result();

        public ValueTask<ReadOnlyMemory<byte>> CommandAsync(ReadOnlyMemory<byte> command, CancellationToken cancellationToken = default) =>
            new(Assert.IsType<ResultEnvelope.Ok>(Run(command)).Content);

        public ValueTask<ReadOnlyMemory<byte>> QueryAsync(ReadOnlyMemory<byte> query, ReadConsistency consistency, CancellationToken cancellationToken = default) =>
            new(Assert.IsType<ResultEnvelope.Ok>(ResultEnvelope.Decode(_applier.Query(query.Span).Envelope)).Content);

        public IPaxosClient WithIdempotencyKey(Guid key) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
