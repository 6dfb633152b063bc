using PaxosGen.Core;
using PaxosGen.Server.Hosting;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Which links there are, and where they lead. Nobody listens at these addresses.</summary>
public sealed class PeerLinksTests
{
    private static readonly Message Something = new Message.LearnRequest(new Slot(1), 1);
    private readonly List<(int Peer, string Address)> _dialled = [];

    [Fact]
    public async Task A_link_to_each_member_stands_and_follows_the_members()
    {
        await using var links = Links(Founders);
        links.Follow(Founders);
        Assert.Equal([2, 3], Peers(links));
        links.Follow(Of((1, "127.0.0.1:1"), (3, "127.0.0.1:3"), (4, "127.0.0.1:4")));
        Assert.Equal([2, 3, 4], Peers(links));
        links.CloseIdle(TimeSpan.Zero);
        Assert.Equal([3, 4], Peers(links));
        Assert.Equal([(2, "127.0.0.1:2"), (3, "127.0.0.1:3"), (4, "127.0.0.1:4")], _dialled);
    }

    [Fact]
    public async Task Whoever_is_no_member_is_dialled_where_it_said_when_there_is_something_to_send_and_let_go_after()
    {
        await using var links = Links(Founders);
        links.Follow(Founders);
        links.Post(new ReplicaId(9), ConnectionKind.Peer, Something);
        links.OnSaid(new ReplicaId(8), "no address");
        links.Post(new ReplicaId(8), ConnectionKind.Peer, Something);
        Assert.Equal([2, 3], Peers(links));

        links.OnSaid(new ReplicaId(9), "127.0.0.1:9");
        links.Post(new ReplicaId(9), ConnectionKind.Peer, Something);
        links.Post(new ReplicaId(9), ConnectionKind.PeerBulk, Something);
        links.Post(new ReplicaId(2), ConnectionKind.PeerBulk, Something);
        Assert.Equal([2, 3, 9], Peers(links));
        Assert.Equal([(2, "127.0.0.1:2"), (3, "127.0.0.1:3"), (9, "127.0.0.1:9"), (9, "127.0.0.1:9"), (2, "127.0.0.1:2")], _dialled);
        links.CloseIdle(TimeSpan.FromHours(1));
        Assert.Equal([2, 3, 9], Peers(links));
        links.CloseIdle(TimeSpan.Zero);
        Assert.Equal([2, 3], Peers(links));

        // Dialled again when there is something to send again.
        links.Post(new ReplicaId(9), ConnectionKind.PeerBulk, Something);
        Assert.Equal(6, _dialled.Count);
    }

    [Fact]
    public async Task No_more_than_so_many_are_let_in_besides_the_members()
    {
        await using var links = Links(Founders);
        links.Follow(Founders);
        for (var id = 10; id < 10 + PeerLinks.MaxIdle + 5; id++)
        {
            links.OnSaid(new ReplicaId(id), $"127.0.0.1:{id}");
            links.Post(new ReplicaId(id), ConnectionKind.Peer, Something);
        }

        Assert.Equal(2 + PeerLinks.MaxIdle, Peers(links).Count);
        Assert.Contains(10 + PeerLinks.MaxIdle + 4, Peers(links));
        Assert.Contains(2, Peers(links));
    }

    [Fact]
    public async Task Nothing_is_dialled_once_it_is_closed()
    {
        var links = Links(Founders);
        links.Follow(Founders);
        await links.DisposeAsync();
        links.Follow(Founders);
        links.Post(new ReplicaId(2), ConnectionKind.Peer, Something);
        Assert.Equal(2, _dialled.Count);
        Assert.Empty(links.Links);
    }

    [Fact]
    public void The_membership_says_where_a_member_listens_unless_its_operator_corrects_it()
    {
        var addresses = new MemberAddresses(
            new ReplicaOptions
            {
                Id = 1,
                DataDirectory = "",
                Members = new Dictionary<int, string> { [1] = "127.0.0.1:1", [2] = "moved:2", [3] = "127.0.0.1:3" },
                LaterMembers = new Dictionary<int, string> { [5] = "moved:5" },
            },
            Founders);
        Assert.Equal("127.0.0.1:3", addresses.Of(new ReplicaId(3)));
        addresses.Follow(Of((2, "127.0.0.1:2"), (3, "newer:3"), (4, "127.0.0.1:4"), (5, "127.0.0.1:5")));
        addresses.OnSaid(new ReplicaId(4), "127.0.0.1:44");
        addresses.OnSaid(new ReplicaId(6), "127.0.0.1:6");
        Assert.Equal(
            ["127.0.0.1:1", "moved:2", "newer:3", "127.0.0.1:4", "moved:5", "127.0.0.1:6", ""],
            Enumerable.Range(1, 7).Select(id => addresses.Of(new ReplicaId(id))));
    }

    private static Membership Founders => Of((1, "127.0.0.1:1"), (2, "127.0.0.1:2"), (3, "127.0.0.1:3"));

    private static Membership Of(params (int Id, string Address)[] members) => new([.. members.Select(m => new Member(new ReplicaId(m.Id), m.Address))]);

    private static List<int> Peers(PeerLinks links) => [.. links.Links.Select(link => link.Peer.Value)];

    private PeerLinks Links(Membership founding)
    {
        var options = new ReplicaOptions { Id = 1, DataDirectory = "", Members = founding.Members.ToDictionary(m => m.Id.Value, m => m.Address) };
        return new PeerLinks(new ReplicaId(1), new MemberAddresses(options, founding), (peer, kind, address) =>
        {
            _dialled.Add((peer.Value, address));
            return PeerLink.Start(new PeerLinkOptions { Peer = peer, Kind = kind, Address = address, Hello = new HandshakeHello { Kind = kind } });
        });
    }
}
