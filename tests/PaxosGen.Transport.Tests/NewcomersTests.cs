using System.Collections.Concurrent;
using System.Net;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

/// <summary>Who gets a place when there are too many that have not said who they are; and places for clients.</summary>
public sealed class NewcomersTests
{
    private readonly Newcomers _newcomers = new(new TransportLimits());

    [Fact]
    public void When_all_places_are_taken_the_stranger_who_has_sat_longest_goes()
    {
        var all = Enumerable.Range(0, 224).Select(i => Enter($"10.0.{i}.1")).ToArray();
        Assert.All(all, stranger => Assert.False(stranger.IsEvicted));
        Assert.True(all[0].Leaves(_newcomers));
        Enter("10.1.0.1");
        Assert.All(all, stranger => Assert.False(stranger.IsEvicted));
        Enter("10.1.0.2");
        Assert.True(all[1].IsEvicted);
        Assert.False(all[2].IsEvicted);

        // Members take the reserved places, and then those of strangers.
        var members = Enumerable.Range(0, 32).Select(_ => Enter("10.2.0.1", isMember: true)).ToArray();
        Assert.False(all[2].IsEvicted);
        Enter("10.2.0.1", isMember: true);
        Assert.True(all[2].IsEvicted);
        Assert.All(members, member => Assert.False(member.IsEvicted));
    }

    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", "10.0.0.2")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")]
    public void One_source_has_16_places_and_loses_its_own_oldest(string source, string same, string other)
    {
        var there = Enter(other);
        var all = Enumerable.Range(0, 16).Select(_ => Enter(source)).ToArray();
        Assert.All(all, stranger => Assert.False(stranger.IsEvicted));
        Enter(same);
        Assert.True(all[0].IsEvicted);
        Assert.False(all[1].IsEvicted);
        Assert.False(there.IsEvicted);
    }

    [Fact]
    public void Loopback_and_members_are_no_source()
    {
        var all = Enumerable.Range(0, 30).SelectMany(_ => new[] { Enter("127.0.0.1"), Enter("::1"), Enter("10.0.0.1", isMember: true) }).ToArray();
        Assert.All(all, one => Assert.False(one.IsEvicted));
    }

    [Fact]
    public async Task Who_dials_tells_what_a_host_stands_for()
    {
        await using var server = new TestListener();
        ConcurrentQueue<(ReplicaId Peer, HostPort At, IReadOnlyList<IPAddress> Found)> resolved = new();
        var port = server.Listener.Endpoint.Port;
        await using var link = PeerLink.Start(new PeerLinkOptions
        {
            Peer = new ReplicaId(2),
            Address = $"localhost:{port}",
            Hello = Samples.PeerHello,
            OnResolved = (peer, at, found) => resolved.Enqueue((peer, at, found)),
        });
        await Eventually.True(() => link.IsConnected, "it is connected");
        var (who, where, addresses) = resolved.First();
        Assert.Equal((new ReplicaId(2), new HostPort("localhost", port)), (who, where));
        Assert.Contains(IPAddress.Loopback, addresses);
    }

    [Fact]
    public void One_principal_has_so_many_connections_and_clients_leave_places_for_replicas_and_admins()
    {
        var places = new ClientPlaces(new TransportLimits { MaxClients = 16, MaxClientsPerPrincipal = 10 });
        ClientPlaces.Caller Take(PaxosPrincipal? who)
        {
            Assert.Null(places.TryTake(who, out var caller));
            return caller!;
        }

        var first = Take(Pki.Client);
        for (var i = 1; i < 10; i++)
        {
            // One object, which a principal's share of the room for requests is counted by.
            Assert.Same(first, Take(Pki.Client));
        }

        Assert.Contains("the most that one certificate's owner may have", places.TryTake(Pki.Client, out _), StringComparison.Ordinal);
        var other = Pki.Client with { Name = "other" };
        for (var i = 0; i < 4; i++)
        {
            Assert.NotSame(first, Take(other));
        }

        Assert.Contains("14 clients, its limit", places.TryTake(other, out _), StringComparison.Ordinal);
        Take(new PaxosPrincipal(Pki.Cluster, PaxosRole.Admin, "operator"));
        Take(Pki.Replica(1));
        Assert.NotNull(places.TryTake(Pki.Replica(1), out _));

        for (var i = 0; i < 10; i++)
        {
            places.Give(first);
        }

        Assert.Equal(6, places.Count);
        Assert.Same(first, Take(Pki.Client));
    }

    [Fact]
    public void Without_tls_all_places_are_for_everybody()
    {
        var places = new ClientPlaces(new TransportLimits { MaxClients = 16, MaxClientsPerPrincipal = 10 });
        for (var i = 0; i < 16; i++)
        {
            Assert.Null(places.TryTake(null, out var caller));
            Assert.Null(caller);
        }

        Assert.NotNull(places.TryTake(null, out _));
    }

    private Newcomer Enter(string from, bool isMember = false)
    {
        var newcomer = new Newcomer(IPAddress.Parse(from));
        Assert.True(_newcomers.TryEnter(newcomer, isMember, out var evicted));
        evicted?.Evict();
        return newcomer;
    }

    private sealed class Newcomer(IPAddress from) : INewcomer
    {
        public IPAddress? RemoteAddress => from;

        public bool IsEvicted { get; private set; }

        public void Evict() => IsEvicted = true;

        public bool Leaves(Newcomers newcomers)
        {
            newcomers.Leave(this);
            return true;
        }
    }
}
