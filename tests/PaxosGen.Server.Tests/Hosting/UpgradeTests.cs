using PaxosGen.Client;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Members are restarted one after the other with a build that knows a later version of the schema.</summary>
public sealed class UpgradeTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;

    [Fact]
    public async Task A_version_is_active_once_every_member_knows_it_and_there_is_no_way_back()
    {
        Build.Latest = 1;
        await using var cluster = await LocalCluster<Build>.StartAsync(3, cancellationToken: Patience);
        await using var old = await PaxosClient.ConnectAsync(cluster.Members.Values, Build.FirstSchema, cancellationToken: Patience);
        Assert.Equal(1, (await Applying.First.TillClient.Create(old).SellAsync("hat", 1, Patience)).Count);

        Build.Latest = 2;
        foreach (var id in cluster.Members.Keys.ToList())
        {
            var client = await PaxosClient.ConnectAsync(cluster.Members.Values, Build.SecondSchema, cancellationToken: Patience);
            await using var till = Applying.Second.TillClient.Create(client);
            Assert.Equal(1, client.SchemaVersion);
            await Assert.ThrowsAsync<IncompatibleSchemaException>(async () => await till.ReceiptAsync(Patience));
            await till.SellAsync("hat", 1, cancellationToken: Patience);
            await cluster.StopAsync(id);
            await cluster.RestartAsync(id, Patience);
        }

        var upgraded = await PaxosClient.ConnectAsync(cluster.Members.Values, Build.SecondSchema, cancellationToken: Patience);
        await using var client2 = Applying.Second.TillClient.Create(upgraded);
        while (upgraded.SchemaVersion == 1)
        {
            // Each answer tells which version is active.
            await client2.TotalAsync(cancellationToken: Patience);
            await Task.Delay(10, Patience);
        }

        Assert.Equal(100, await client2.ReceiptAsync(Patience));
        Assert.Equal("red", (await client2.SellAsync("hat", 1, "red", Patience)).Note);
        Assert.Equal(5, await client2.TotalAsync(cancellationToken: Patience));

        // Neither clients nor replicas of the first build can take part any more, and they are told why.
        var refused = await Assert.ThrowsAsync<IncompatibleSchemaException>(
            async () => await PaxosClient.ConnectAsync(cluster.Members.Values, Build.FirstSchema, cancellationToken: Patience));
        Assert.Contains("The cluster runs version 2", refused.Message, StringComparison.Ordinal);
        Build.Latest = 1;
        await cluster.StopAsync(3);
        await cluster.RestartAsync(3, Patience);
        var gone = await Assert.ThrowsAsync<ReplicaFailedException>(() => cluster[3].Handle.Completion.WaitAsync(Patience));
        Assert.Contains("version 2", gone.Message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Both builds of one state machine, under one name.</summary>
    private sealed class Build(IReplicaHandle handle) : ITypedReplica<Build>
    {
        public static int Latest { get; set; } = 1;

        public static StateMachineSchema FirstSchema { get; } = Named(Applying.First.TillReplica.Schema, [new SchemaFingerprint(1, 1)]);

        public static StateMachineSchema SecondSchema { get; } = Named(Applying.Second.TillReplica.Schema, [new SchemaFingerprint(1, 1), new SchemaFingerprint(2, 2)]);

        public static StateMachineSchema Schema => Latest == 1 ? FirstSchema : SecondSchema;

        public IReplicaHandle Handle => handle;

        public static Build Create(IReplicaHandle handle) => new(handle);

        public static IReplicatedStateMachine CreateStateMachine() =>
            Latest == 1 ? Applying.First.TillReplica.CreateStateMachine() : Applying.Second.TillReplica.CreateStateMachine();

        public ValueTask DisposeAsync() => handle.DisposeAsync();

        private static StateMachineSchema Named(StateMachineSchema schema, SchemaFingerprint[] fingerprints) => new(
            "Till",
            schema.Version,
            schema.Text.Replace("Applying.First.", "", StringComparison.Ordinal).Replace("Applying.Second.", "", StringComparison.Ordinal),
            fingerprints);
    }
}
