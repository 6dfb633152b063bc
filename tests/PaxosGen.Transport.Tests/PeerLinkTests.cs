using System.Collections.Concurrent;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

public sealed class PeerLinkTests
{
    private readonly ConcurrentQueue<(RefusalCode Code, string Text)> _refusals = new();
    private readonly TransportCounters _counters = new();

    [Fact]
    public async Task Messages_arrive_in_order_from_who_sent_them()
    {
        await using var server = new TestListener();
        await using var link = Link(server.Address);
        foreach (var message in Samples.Messages)
        {
            link.Send(message);
        }

        for (var round = 0; round < 2000; round++)
        {
            link.Send(new Message.Heartbeat(Samples.Ballot, round, Slot.None, true, Slot.None));
        }

        var expected = Samples.Messages.Count() + 2000;
        await Eventually.True(() => server.Messages.Count == expected, "all messages");
        Assert.All(server.Messages, m => Assert.Equal(new ReplicaId(1), m.From));
        Assert.Equal(Enumerable.Range(0, 2000), server.Messages.Skip(Samples.Messages.Count()).Select(m => (int)((Message.Heartbeat)m.Message).Round));
        var hello = server.Hellos.Single();
        Assert.Equal((ConnectionKind.Peer, new ReplicaId(2), Samples.Store), (hello.Kind, hello.Target, hello.Store));
        Assert.Equal(Samples.PeerHello.Nonces.AsEnumerable(), hello.Nonces.AsEnumerable());
    }

    [Fact]
    public async Task Entries_own_their_bytes()
    {
        await using var server = new TestListener();
        await using var link = Link(server.Address);
        List<Entry> sent = [];
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var payload = new byte[random.Next(5000)];
            random.NextBytes(payload);
            sent.Add(new EntryBody.Command(Origin.Key((ulong)i), i, 0, payload).Encode());
            link.Send(new Message.Accept(Samples.Ballot, new Slot(i), [sent[^1]], Slot.None));
        }

        await Eventually.True(() => server.Messages.Count == sent.Count, "all accepts");
        Assert.Equal(sent, server.Messages.Select(m => ((Message.Accept)m.Message).Entries[0]));
    }

    [Fact]
    public async Task A_link_dials_again_when_the_peer_comes_back()
    {
        var server = new TestListener();
        await using var link = Link(server.Address);
        await Eventually.True(() => link.IsConnected, "connected");
        await server.DisposeAsync();
        await Eventually.True(() => !link.IsConnected, "the loss is noticed without sending");

        // Elsewhere, because nobody can promise that the old port is still free.
        await using var again = new TestListener();
        link.MoveTo(again.Address);
        await Eventually.True(() => link.IsConnected, "connected again");
        link.Send(new Message.Prepare(Samples.Ballot, Slot.First));
        await Eventually.True(() => again.Messages.Count == 1, "a message on the new connection");
        Assert.Equal(2, _counters.Connects);
    }

    [Fact]
    public async Task A_peer_that_dials_again_replaces_its_old_connection()
    {
        await using var server = new TestListener();
        await using var first = Link(server.Address);
        await Eventually.True(() => first.IsConnected, "connected");
        var before = _counters.Connects;
        await using var second = Link(server.Address);
        await Eventually.True(() => _counters.Connects >= before + 2, "the first lost its connection to the second, and dialled again");
    }

    [Fact]
    public async Task What_waits_is_bounded_and_the_oldest_go()
    {
        await using var server = new TestListener { Verdict = new HandshakeVerdict.Refused(RefusalCode.NotReady, "Later.") };
        await using var link = Link(server.Address, new TransportLimits { MaxQueuedMessages = 10 });
        for (var round = 0; round < 100; round++)
        {
            link.Send(new Message.Heartbeat(Samples.Ballot, round, Slot.None, true, Slot.None));
        }

        Assert.Equal(90, _counters.MessagesDropped);
        server.Verdict = new HandshakeVerdict.Accepted(Samples.Welcome);
        await Eventually.True(() => server.Messages.Count == 10, "the newest arrive");
        Assert.Equal(Enumerable.Range(90, 10), server.Messages.Select(m => (int)((Message.Heartbeat)m.Message).Round));
    }

    [Fact]
    public async Task A_message_larger_than_a_frame_is_dropped_and_not_sent()
    {
        await using var server = new TestListener();
        await using var link = Link(server.Address, new TransportLimits { MaxFrameBytes = 100_000 });
        var large = new EntryBody.Command(Origin.Key(1), 0, 0, new byte[200_000]).Encode();
        Assert.False(link.Send(new Message.Accept(Samples.Ballot, Slot.First, [large], Slot.None)));
        Assert.True(link.Send(new Message.Prepare(Samples.Ballot, Slot.First)));
        await Eventually.True(() => server.Messages.Count == 1, "the connection lives");
        Assert.Equal(1, _counters.MessagesDropped);
    }

    [Fact]
    public async Task A_refusal_is_told_and_the_link_tries_on()
    {
        await using var server = new TestListener { Verdict = new HandshakeVerdict.Refused(RefusalCode.WrongStore, "Use a new id.") };
        await using var link = Link(server.Address);
        await Eventually.True(() => !_refusals.IsEmpty, "the refusal is told");
        Assert.Equal((RefusalCode.WrongStore, "Use a new id."), _refusals.First());
        server.Verdict = new HandshakeVerdict.Accepted(Samples.Welcome);
        await Eventually.True(() => link.IsConnected, "accepted later");
    }

    [Fact]
    public async Task Another_replica_at_the_address_is_told()
    {
        await using var server = new TestListener { Verdict = new HandshakeVerdict.Accepted(Samples.Welcome with { Replica = new ReplicaId(3) }) };
        await using var link = Link(server.Address);
        await Eventually.True(() => !_refusals.IsEmpty, "told");
        Assert.Equal(RefusalCode.WrongReplica, _refusals.First().Code);
    }

    [Fact]
    public async Task Another_cluster_at_the_address_is_told()
    {
        await using var server = new TestListener { Verdict = new HandshakeVerdict.Accepted(Samples.Welcome with { Cluster = new ClusterId(1) }) };
        await using var link = Link(server.Address);
        await Eventually.True(() => !_refusals.IsEmpty, "told");
        Assert.Equal(RefusalCode.WrongCluster, _refusals.First().Code);
    }

    private PeerLink Link(string address, TransportLimits? limits = null) => PeerLink.Start(new PeerLinkOptions
    {
        Peer = new ReplicaId(2),
        Address = address,
        Hello = Samples.PeerHello,
        Limits = limits ?? new TransportLimits(),
        Counters = _counters,
        OnRefused = (_, code, text) => _refusals.Enqueue((code, text)),
    });
}
