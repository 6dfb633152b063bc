using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

public sealed class ListenerTests
{
    [Fact]
    public async Task Requests_and_replies_cross_in_order()
    {
        await using var server = new TestListener();
        using var client = await server.ConnectClientAsync();
        ConcurrentQueue<ClientReply> replies = new();
        var receiving = client.ReceiveAsync(batch =>
        {
            foreach (var reply in batch)
            {
                replies.Enqueue(reply.ToReply());
            }
        });
        for (var i = 1; i <= 10_000; i++)
        {
            Assert.True(client.Send(new ClientRequest.Command(new RequestId(i), new(1), i, 1, new byte[i % 100])));
        }

        await Eventually.True(() => replies.Count == 10_000, "all replies");
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => new RequestId(i)), replies.Select(r => r.Id));
        Assert.Equal(Samples.Welcome, client.Welcome);
        Assert.Equal(Samples.ClientHello.Schema, server.Hellos.Single().Schema);

        client.Dispose();
        await receiving;
        await Eventually.True(() => server.Closed.Count == 1, "the server hears that the client has gone");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Posted_replies_leave_together_when_they_are_let_go(bool here)
    {
        await using var server = new TestListener();
        using var client = await server.ConnectClientAsync();
        ConcurrentQueue<ClientReply> replies = new();
        var replica = new TaskCompletionSource<ClientConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.OnRequest = (connection, _) => replica.TrySetResult(connection);
        _ = client.ReceiveAsync(batch =>
        {
            foreach (var reply in batch)
            {
                replies.Enqueue(reply.ToReply());
            }
        });
        client.Send(new ClientRequest.Ping(new RequestId(1)));
        var connection = await replica.Task;
        Assert.True(connection.Post(new ClientReply.Pong(new RequestId(1))));
        Assert.True(connection.Post(new ClientReply.Pong(new RequestId(2))));
        Assert.Empty(replies);
        connection.Flush(here);
        await Eventually.True(() => replies.Count == 2, "what was posted");

        // What is sent takes along what was posted before it.
        connection.Post(new ClientReply.Pong(new RequestId(3)));
        connection.Send(new ClientReply.Pong(new RequestId(4)));
        await Eventually.True(() => replies.Count == 4, "what was sent");
        Assert.Equal([1, 2, 3, 4], replies.Select(r => r.Id.Value));
    }

    [Fact]
    public async Task Connections_beyond_those_that_have_threads_are_served_as_well()
    {
        await using var server = new TestListener();
        server.OnRequest = static (connection, request) => connection.Send(new ClientReply.Pong(request.Id));
        List<ServerConnection> clients = [];
        var answered = 0;
        for (var i = 0; i < 20; i++)
        {
            var client = await server.ConnectClientAsync();
            clients.Add(client);
            _ = client.ReceiveAsync(batch => Interlocked.Add(ref answered, batch.Length));
        }

        clients.ForEach(client => client.Send(new ClientRequest.Ping(new RequestId(1))));
        await Eventually.True(() => answered == 20, "an answer on each");

        // Those that leave make room, and the end of each is noticed.
        clients.ForEach(client => client.Dispose());
        await Eventually.True(() => server.Closed.Count == 20, "all are over");
        using var late = await server.ConnectClientAsync();
        _ = late.ReceiveAsync(batch => Interlocked.Add(ref answered, batch.Length));
        late.Send(new ClientRequest.Ping(new RequestId(1)));
        await Eventually.True(() => answered == 21, "an answer to who came later");
    }

    [Fact]
    public async Task A_command_as_large_as_a_frame_passes_and_payloads_stay_intact()
    {
        await using var server = new TestListener();
        ConcurrentQueue<ClientRequest.Command> commands = new();
        server.OnRequest = (_, request) => commands.Enqueue((ClientRequest.Command)request);
        using var client = await server.ConnectClientAsync();
        var random = new Random(5);
        var payloads = Enumerable.Range(0, 40).Select(i =>
        {
            var payload = new byte[i % 10 == 0 ? 4 << 20 : random.Next(10_000)];
            random.NextBytes(payload);
            return payload;
        }).ToList();
        foreach (var payload in payloads)
        {
            client.Send(new ClientRequest.Command(new RequestId(1), new(1), 1, 1, payload));
        }

        await Eventually.True(() => commands.Count == payloads.Count, "all commands");
        Assert.All(commands.Zip(payloads), pair => Assert.True(pair.First.Payload.Span.SequenceEqual(pair.Second)));
    }

    [Fact]
    public async Task A_refusal_reaches_the_client_with_code_and_text()
    {
        await using var server = new TestListener { Verdict = new HandshakeVerdict.Refused(RefusalCode.IncompatibleSchema, "Rebuild.") };
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(server.ConnectClientAsync);
        Assert.Equal((RefusalCode.IncompatibleSchema, "Rebuild."), (refused.Code, refused.Message));
        Assert.Equal(1, server.Counters.Refusals);
    }

    [Fact]
    public async Task Another_format_is_refused_with_advice()
    {
        await using var server = new TestListener();
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => ServerConnection.ConnectAsync(
            server.Address, Samples.ClientHello with { Format = 9 }, new TransportLimits(), TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.Equal(RefusalCode.UnsupportedFormat, refused.Code);
        Assert.Empty(server.Hellos);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001 hello, this is TLS")]
    [InlineData("PAXX")]
    public async Task A_stranger_is_gone_after_its_first_bytes(string text)
    {
        await using var server = new TestListener();
        using var socket = await server.OpenRawAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(text));
        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task A_length_bomb_before_the_handshake_is_refused()
    {
        await using var server = new TestListener();
        using var socket = await server.OpenRawAsync();
        await socket.SendAsync((byte[])[.. "PAXG"u8, 0xFF, 0xFF, 0xFF, 0x7F, 1]);
        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
    }

    [Fact]
    public async Task Who_says_nothing_is_gone_after_the_time_out()
    {
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(100) });
        using var silent = await server.OpenRawAsync();
        using var slow = await server.OpenRawAsync();
        await slow.SendAsync("PAX"u8.ToArray());
        await Eventually.Closed(silent);
        await Eventually.Closed(slow);
        await Eventually.True(() => server.Counters.BadHandshakes == 2, "both are counted");
    }

    [Fact]
    public async Task Too_many_strangers_are_turned_away_and_make_room_when_they_go()
    {
        await using var server = new TestListener(new TransportLimits { MaxUnauthenticated = 4 });
        List<Socket> strangers = [];
        for (var i = 0; i < 12; i++)
        {
            strangers.Add(await server.OpenRawAsync());
        }

        await Eventually.True(() => server.Counters.TurnedAway == 8, "eight are turned away");
        strangers.ForEach(s => s.Dispose());
        await Eventually.True(() => server.Counters.BadHandshakes == 4, "four have gone");
        using var client = await server.ConnectClientAsync();
        Assert.Equal(Samples.Welcome.Replica, client.Welcome.Replica);
    }

    [Fact]
    public async Task Clients_beyond_the_limit_are_told_that_it_is_busy()
    {
        await using var server = new TestListener(new TransportLimits { MaxClients = 1 });
        using var first = await server.ConnectClientAsync();
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(server.ConnectClientAsync);
        Assert.Equal(RefusalCode.Busy, refused.Code);
    }

    [Fact]
    public async Task A_damaged_frame_closes_the_connection_is_counted_and_never_parsed()
    {
        await using var server = new TestListener();
        var heard = 0;
        server.OnRequest = (_, _) => heard++;
        using var socket = await server.OpenRawAsync();
        await socket.SendAsync((byte[])[.. "PAXG"u8, .. Frame(Samples.ClientHello, HandshakeCodec.Write)]);
        var request = Frame(new ClientRequest.Ping(new RequestId(1)), ClientRequestCodec.Write);
        request[5] ^= 4;
        await socket.SendAsync(request);
        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadFrames == 1, "it is counted");
        Assert.Equal(0, heard);
        await Eventually.True(() => server.Events.Any(e => e is TransportEvent.BadFrame { Why: var why } && why.Contains("checksum", StringComparison.Ordinal)), "it is told");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected()
    {
        await using var server = new TestListener(new TransportLimits { MaxUnsentReplyBytes = 1 << 20 });
        var payload = new byte[64 << 10];
        server.OnRequest = (client, request) =>
        {
            while (client.Send(new ClientReply.Result(request.Id, payload)))
            {
            }
        };
        using var client = await server.ConnectClientAsync();
        client.Send(new ClientRequest.Ping(new RequestId(1)));
        await Eventually.True(() => server.Counters.SlowClients == 1 && server.Closed.Count == 1, "it is disconnected");
    }

    [Fact]
    public async Task A_result_too_large_for_a_frame_becomes_a_failure()
    {
        await using var server = new TestListener(new TransportLimits { MaxFrameBytes = 1 << 20 });
        server.OnRequest = (client, request) => client.Send(new ClientReply.Result(request.Id, new byte[1 << 20]));
        using var client = await server.ConnectClientAsync();
        TaskCompletionSource<ClientReply> first = new();
        _ = client.ReceiveAsync(replies => first.TrySetResult(replies[0].ToReply()));
        client.Send(new ClientRequest.Ping(new RequestId(1)));
        Assert.Equal("PaxosGen.ResultTooLarge", Assert.IsType<ClientReply.Failed>(await first.Task.WaitAsync(TimeSpan.FromSeconds(20))).ExceptionType);
    }

    [Fact]
    public async Task Clients_hear_of_new_members_whether_they_are_connected_or_were_welcomed_with_older_ones()
    {
        await using var server = new TestListener();
        var members = new EpochMembers(new Epoch(3), ["127.0.0.1:7104"]);
        using var client = await server.ConnectClientAsync();
        TaskCompletionSource<ClientReply> told = new();
        _ = client.ReceiveAsync(replies => told.TrySetResult(replies[0].ToReply()));
        server.Listener.TellClients(members);
        Assert.Equal(members, Assert.IsType<ClientReply.Members>(await told.Task.WaitAsync(TimeSpan.FromSeconds(20))).Now);

        using var late = await server.ConnectClientAsync();
        Assert.Equal(Samples.Welcome.Members, late.Welcome.Members);
        TaskCompletionSource<ClientReply> lateTold = new();
        _ = late.ReceiveAsync(replies => lateTold.TrySetResult(replies[0].ToReply()));
        Assert.Equal(members, Assert.IsType<ClientReply.Members>(await lateTold.Task.WaitAsync(TimeSpan.FromSeconds(20))).Now);
    }

    [Fact]
    public async Task A_callback_that_throws_costs_one_connection_and_is_reported()
    {
        await using var server = new TestListener();
        server.OnRequest = (_, request) => throw new InvalidOperationException("Mistake.");
        using var client = await server.ConnectClientAsync();
        client.Send(new ClientRequest.Ping(new RequestId(1)));
        await client.ReceiveAsync(_ => { });
        await Eventually.True(() => server.Events.Any(e => e is TransportEvent.InternalError { Error.Message: "Mistake." }), "it is reported");
        using var other = await server.ConnectClientAsync();
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var server = new TestListener();
        var e = Assert.Throws<ReplicaFailedException>(() => new TestListener(address: server.Address));
        Assert.Contains($"{server.Address}: the port is in use", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:7101", "127.0.0.1", 7101)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("node-1.example:65535", "node-1.example", 65535)]
    public void Addresses_are_read(string text, string host, int port)
    {
        Assert.Equal(new HostPort(host, port), HostPort.Parse(text));
        Assert.Equal(text, HostPort.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("host")]
    [InlineData(":80")]
    [InlineData("host:70000")]
    [InlineData("host:-1")]
    [InlineData("::1:80")]
    public void Other_texts_are_no_addresses(string text) => Assert.Throws<FormatException>(() => HostPort.Parse(text));

    private static byte[] Frame<T>(T item, Action<CanonicalWriter, T> write)
    {
        var frames = new FrameWriter();
        frames.Write(item, write);
        return frames.WrittenMemory.ToArray();
    }
}
