using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using PaxosGen.Transport;

namespace PaxosGen.Client.Tests;

public sealed class PaxosClientTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private readonly FakeCluster _cluster = new();

    [Fact]
    public async Task A_generated_client_connects_by_its_own_name()
    {
        await using var replica = Lead(new FakeReplica(_cluster));
        await using var bank = await FakeBankClient.ConnectAsync([replica.Address]);
        Assert.Equal([4, 2], (await bank.Client.QueryAsync(new byte[] { 4, 2 }, ReadConsistency.Linearizable)).ToArray());
        await using var other = await PaxosClient.ConnectAsync<FakeBankClient>([replica.Address]);
        Assert.Equal(2, _cluster.Sessions);
    }

    [Fact]
    public async Task Many_calls_at_once_each_get_their_own_answer()
    {
        await using var replica = Lead(new FakeReplica(_cluster));
        await using var client = await ConnectAsync(replica);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async worker =>
        {
            for (var i = 0; i < 500; i++)
            {
                var result = await client.CommandAsync(Payload((worker * 1000) + i));
                Assert.Equal((worker * 1000) + i, Number(result));
            }
        }));
        Assert.Equal(10_000, _cluster.Applied);
    }

    [Fact]
    public async Task Each_command_runs_once_although_connections_break()
    {
        await using var first = Lead(new FakeReplica(_cluster));
        await using var second = new FakeReplica(_cluster);
        (first.BreakEvery, second.BreakEvery) = (101, 67);

        // Fewer in flight than a connection lives through, or nothing would ever get across.
        await using var client = await ConnectAsync(new PaxosClientOptions { MaxInFlight = 16 }, second, first);
        var results = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i =>
        {
            if (i == 500)
            {
                lock (_cluster.Gate)
                {
                    _cluster.Leader = second.Address;
                }
            }

            return client.CommandAsync(Payload(i)).AsTask();
        })).WaitAsync(Bound);
        Assert.Equal(Enumerable.Range(0, 1000), results.Select(Number));
        Assert.Equal(1000, _cluster.Applied);
        Assert.Equal(1000, results.Select(Order).Distinct().Count());
    }

    [Fact]
    public async Task The_leader_is_found_by_hint_even_outside_the_given_addresses()
    {
        await using var leader = Lead(new FakeReplica(_cluster));
        await using var follower = new FakeReplica(_cluster);
        await using var client = await ConnectAsync(follower);
        Assert.Equal(5, Number(await client.CommandAsync(Payload(5))));
    }

    [Fact]
    public async Task A_new_session_follows_one_that_ended()
    {
        await using var replica = Lead(new FakeReplica(_cluster));
        await using var client = await ConnectAsync(replica);
        await client.CommandAsync(Payload(1));
        lock (_cluster.Gate)
        {
            _cluster.EndSessions();
        }

        Assert.Equal(2, Number(await client.CommandAsync(Payload(2)).AsTask().WaitAsync(Bound)));
    }

    [Fact]
    public async Task A_key_gives_the_first_answer_again()
    {
        await using var replica = Lead(new FakeReplica(_cluster));
        await using var client = await ConnectAsync(replica);
        await using var other = await ConnectAsync(replica);
        var key = Guid.NewGuid();
        var first = await client.WithIdempotencyKey(key).CommandAsync(Payload(1));
        var again = await other.WithIdempotencyKey(key).CommandAsync(Payload(1));
        Assert.Equal(first.ToArray(), again.ToArray());
        Assert.Equal(1, _cluster.Applied);
    }

    [Fact]
    public async Task Cancellation_stops_the_waiting()
    {
        await using var replica = Lead(new FakeReplica(_cluster) { IsMute = true });
        await using var client = await ConnectAsync(replica);
        using var cancellation = new CancellationTokenSource();
        var call = client.CommandAsync(Payload(1), cancellation.Token).AsTask();
        Assert.False(call.IsCompleted);
        await cancellation.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Bound));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CommandAsync(Payload(1), cancellation.Token).AsTask());

        replica.IsMute = false;
        Assert.Equal(2, Number(await client.CommandAsync(Payload(2)).AsTask().WaitAsync(Bound)));
    }

    [Fact]
    public async Task Cancellations_that_race_with_answers_hit_only_their_own_call()
    {
        await using var replica = Lead(new FakeReplica(_cluster));
        await using var client = await ConnectAsync(replica);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                using var cancellation = new CancellationTokenSource();
                var call = client.CommandAsync(Payload(i), cancellation.Token);
                if (i % 3 == worker % 3)
                {
                    await cancellation.CancelAsync();
                }

                try
                {
                    Assert.Equal(i, Number(await call));
                }
                catch (OperationCanceledException)
                {
                    Assert.True(cancellation.IsCancellationRequested);
                }
            }
        }))).WaitAsync(Bound);
    }

    [Fact]
    public async Task Time_out_tells_that_the_outcome_is_unknown()
    {
        await using var replica = Lead(new FakeReplica(_cluster) { IsMute = true });
        await using var client = await ConnectAsync(new PaxosClientOptions { CallTimeout = TimeSpan.FromSeconds(2.5), RetryAfter = TimeSpan.FromMilliseconds(500) }, replica);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => client.CommandAsync(Payload(1)).AsTask().WaitAsync(Bound));
    }

    [Fact]
    public async Task Nobody_there_is_unavailable()
    {
        // Bound and not listening: refuses connections, and nobody else gets the port.
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = $"127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}";
        var options = new PaxosClientOptions { CallTimeout = TimeSpan.FromMilliseconds(200) };
        await Assert.ThrowsAsync<ClusterUnavailableException>(
            () => PaxosClient.ConnectAsync([address], null, options).AsTask().WaitAsync(Bound));
    }

    [Fact]
    public async Task A_refusal_for_the_schema_is_told_as_such()
    {
        await using var replica = new FakeReplica(_cluster, new HandshakeVerdict.Refused(RefusalCode.IncompatibleSchema, "Rebuild the client."));
        var e = await Assert.ThrowsAsync<IncompatibleSchemaException>(() => ConnectAsync(replica));
        Assert.Equal("Rebuild the client.", e.Message);
    }

    [Fact]
    public async Task Disposing_ends_what_waits_and_refuses_what_comes()
    {
        await using var replica = Lead(new FakeReplica(_cluster) { IsMute = true });
        var client = await ConnectAsync(replica);
        var call = client.CommandAsync(Payload(1)).AsTask();
        await client.DisposeAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => call.WaitAsync(Bound));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.CommandAsync(Payload(1)));
    }

    [Fact]
    public async Task Arguments_are_checked_before_anything_is_sent()
    {
        Assert.Throws<ArgumentException>(() => PaxosClient.Create([]));
        Assert.Throws<ArgumentException>(() => PaxosClient.Create(["nonsense"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PaxosClient.Create(["a:1"], null, new PaxosClientOptions { MaxInFlight = 0 }));
        await using var client = PaxosClient.Create(["a:1"], null, new PaxosClientOptions { MaxCommandBytes = 2 });
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.CommandAsync(new byte[3]));
    }

    private FakeReplica Lead(FakeReplica replica)
    {
        _cluster.Leader = replica.Address;
        return replica;
    }

    private static Task<IPaxosClient> ConnectAsync(params FakeReplica[] replicas) => ConnectAsync(new PaxosClientOptions(), replicas);

    private static async Task<IPaxosClient> ConnectAsync(PaxosClientOptions options, params FakeReplica[] replicas) =>
        await PaxosClient.ConnectAsync(replicas.Select(r => r.Address), FakeBankClient.Schema, options);

    private static byte[] Payload(int number)
    {
        var payload = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        return payload;
    }

    private static int Number(ReadOnlyMemory<byte> result) => BinaryPrimitives.ReadInt32LittleEndian(result.Span);

    private static int Order(ReadOnlyMemory<byte> result) => BinaryPrimitives.ReadInt32LittleEndian(result.Span[sizeof(int)..]);
}
