using System.Net;
using System.Security.Cryptography.X509Certificates;
using BankSample.Certificates;
using PaxosGen.Core;
using PaxosGen.Server.Hosting;
using PaxosGen.Server.Telemetry;
using PaxosGen.Server.Tests.Telemetry;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>What a replica lets those do who connect as replicas, and what it writes of those whom it refuses.</summary>
public sealed class TlsPeerTests : IDisposable
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;
    private static readonly CertificateAuthority Authority =
        CertificateAuthority.Create("authority", DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_replica_that_speaks_for_anothers_ballot_is_not_heard()
    {
        using var log = new EventCapture();
        await using var replica = await StartAsync(log);
        var address = replica.Status.Members[0].Address;
        using var asked = await ServerConnection.ConnectAsync(
            address, new HandshakeHello { Kind = ConnectionKind.Client }, new TlsEndpoint(Options(2)), new TransportLimits(), TimeSpan.FromSeconds(10), Patience);
        await using var link = Dial(address, new HandshakeHello { Kind = ConnectionKind.Peer, Cluster = asked.Welcome.Cluster, Replica = new ReplicaId(2), Store = new StoreId(7) });
        await UntilAsync(() => link.IsConnected);

        // In order on one connection: once the second, its own, is promised, the first has been dropped, or else it would be the higher.
        link.Send(new Message.Prepare(new Ballot(new Epoch(1), 1 << 20, new ReplicaId(3)), new Slot(1)));
        link.Send(new Message.Prepare(new Ballot(new Epoch(1), 1 << 10, new ReplicaId(2)), new Slot(1)));
        await UntilAsync(() => log.Of(312).Count > 0);
        await UntilAsync(() => replica.Status.Ballot.EndsWith(".2", StringComparison.Ordinal) || replica.Status.Ballot.EndsWith(".3", StringComparison.Ordinal));
        Assert.DoesNotContain(".1048576.", replica.Status.Ballot, StringComparison.Ordinal);
        Assert.Equal("Prepare", Assert.Single(log.Of(312))["Message"]);
        Assert.True(replica.Status.HasTls);
    }

    [Fact]
    public async Task A_replica_must_say_which_cluster_it_belongs_to()
    {
        using var log = new EventCapture();
        await using var replica = await StartAsync(log);
        await using var link = Dial(replica.Status.Members[0].Address, new HandshakeHello { Kind = ConnectionKind.Peer, Replica = new ReplicaId(2), Store = new StoreId(7) });
        await UntilAsync(() => log.Of(305).Count > 0);
        Assert.Contains("does not say which cluster it belongs to", log.Of(305)[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_of_members_are_known_by_what_they_stood_for_when_they_were_dialled()
    {
        var founding = new Membership([new Member(new ReplicaId(1), "10.0.0.1:7101"), new Member(new ReplicaId(2), "two.example:7102")], 2, 2, 0);
        var addresses = new MemberAddresses(
            new ReplicaOptions { Id = 1, DataDirectory = "", Members = new Dictionary<int, string> { [1] = "10.0.0.1:7101", [2] = "two.example:7102" } }, founding);
        var two = IPAddress.Parse("10.0.0.2");
        Assert.True(addresses.IsMemberAt(IPAddress.Parse("10.0.0.1")));
        Assert.False(addresses.IsMemberAt(two));
        addresses.OnResolved(new ReplicaId(2), new HostPort("two.example", 7102), [two.MapToIPv6(), IPAddress.Parse("2001:db8::2")]);
        Assert.True(addresses.IsMemberAt(two));
        Assert.True(addresses.IsMemberAt(IPAddress.Parse("2001:db8::2")));

        // A host that it had before is none of its own any more, and a stranger's never.
        addresses.OnResolved(new ReplicaId(2), new HostPort("former.example", 7102), [two]);
        Assert.False(addresses.IsMemberAt(two));
        addresses.OnResolved(new ReplicaId(9), new HostPort("nine.example", 7102), [two]);
        Assert.False(addresses.IsMemberAt(two));
    }

    [Fact]
    public void What_strangers_cause_is_written_ten_times_a_minute_and_then_counted()
    {
        using var log = new EventCapture();
        var clock = new HandClock();
        var reports = new ConnectionReports(new ReplicaLogger(log.CreateLogger("test"), new ReplicaId(1)), clock);
        TransportEvent[] events =
        [
            new TransportEvent.Refused(ConnectionKind.Peer, new ReplicaId(2), "10.0.0.1:1", RefusalCode.NotAllowed, "why"),
            new TransportEvent.BadHandshake("10.0.0.1:1", "why"),
            new TransportEvent.Refused(ConnectionKind.Client, ReplicaId.None, "10.0.0.1:1", RefusalCode.NotAllowed, "why"),
        ];
        for (var i = 0; i < 1000; i++)
        {
            Array.ForEach(events, reports.Report);
            reports.Report(new TransportEvent.Connected(new ReplicaId(2), "10.0.0.1:1"));
        }

        Assert.Equal([10, 10, 10, 1000], new[] { 305, 307, 401, 301 }.Select(id => log.Of(id).Count));
        Assert.Empty(log.Of(314));
        clock.Advance(ConnectionReports.Window);
        Array.ForEach(events, reports.Report);
        Assert.Equal([11, 11, 11], new[] { 305, 307, 401 }.Select(id => log.Of(id).Count));
        Assert.Equal([("990", "305"), ("990", "307"), ("990", "401")], log.Of(314).Select(e => (e["Count"], e["Number"])));
    }

    private static TlsOptions Options(int id)
    {
        var own = Authority.Issue(PaxosPrincipal.OfReplica("default", id), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var root = X509CertificateLoader.LoadCertificate(Authority.Certificate.RawData);
        return new TlsOptions { Certificates = () => [own], Roots = () => [root] };
    }

    // The only one of three that is there: it has no leader, and promises what it is asked for.
    private async Task<LedgerReplica> StartAsync(EventCapture log)
    {
        using var own = BoundSocket.Bind("127.0.0.1:0");
        var address = own.Endpoint.ToString();
        own.Dispose();
        return await LedgerReplica.StartAsync(
            new ReplicaOptions
            {
                Id = 1,
                DataDirectory = _folder.FullName,
                Members = new Dictionary<int, string> { [1] = address, [2] = "127.0.0.1:1", [3] = "127.0.0.1:2" },
                Bootstrap = true,
                Tls = Options(1),
            },
            log, Patience);
    }

    private static PeerLink Dial(string address, HandshakeHello hello) => PeerLink.Start(new PeerLinkOptions
    {
        Peer = new ReplicaId(1),
        Address = address,
        Hello = hello,
        Tls = new TlsEndpoint(Options(2), "default"),
    });

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, Patience);
        }
    }

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
