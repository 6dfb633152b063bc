using System.Security.Cryptography.X509Certificates;
using BankSample.Certificates;
using PaxosGen.Core;
using PaxosGen.Server.Hosting;
using PaxosGen.Transport;

namespace PaxosGen.Server.Tests.Hosting;

/// <summary>Replicas and clients that authenticate each other.</summary>
public sealed class TlsClusterTests
{
    private static readonly CancellationToken Patience = new CancellationTokenSource(TimeSpan.FromSeconds(100)).Token;
    private static readonly CertificateAuthority Authority = New("first");
    private static readonly PaxosPrincipal Teller = new("default", PaxosRole.Client, "teller");
    private static readonly PaxosPrincipal Other = new("default", PaxosRole.Client, "other");

    [Fact]
    public async Task Three_replicas_serve_those_whom_they_trust_and_nobody_else()
    {
        await using var cluster = await StartAsync(3, id => Options(PaxosPrincipal.OfReplica("default", id)));
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { Tls = Options(Teller) }, Patience);
        Assert.Equal(5, await client.AddAsync("a", 5, Patience));
        Assert.Equal(5, await cluster[3].Client.TotalAsync("a", cancellationToken: Patience));
        var leader = await cluster.WaitForLeaderAsync(Patience);
        await cluster.StopAsync(leader);
        Assert.Equal(7, await client.AddAsync("a", 2, Patience));
        await cluster.RestartAsync(leader, Patience);

        await RefusedAsync(cluster.Members[1], null, "takes only TLS connections");
        await RefusedAsync(cluster.Members[1], Options(Teller with { Cluster = "bank" }), "a replica of cluster 'default', not of 'bank'");
        await RefusedAsync(cluster.Members[1], Options(Teller with { Cluster = "bank" }), "belongs to cluster 'default', and the certificate is that of paxosgen://bank/client/teller", dials: "default");
        var expired = Authority.Issue(Teller, DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(-2));
        await RefusedAsync(cluster.Members[1], Options(Teller) with { Certificates = () => [expired] }, "expired on");

        // Who calls is told what is wrong, and no command is sent.
        var e = await Assert.ThrowsAsync<ClusterUnavailableException>(async () => await LedgerClient.ConnectAsync(
            cluster.Members.Values, new PaxosClientOptions { CallTimeout = TimeSpan.FromMilliseconds(500) }, Patience));
        Assert.Contains("takes only TLS connections", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_is_its_owners_alone_whoever_leads()
    {
        await using var cluster = await StartAsync(3, id => Options(PaxosPrincipal.OfReplica("default", id)));
        var payload = await CapturedCall.PayloadAsync(ledger => ledger.AddAsync("a", 1, Patience));
        var leader = await cluster.WaitForLeaderAsync(Patience);
        SessionId session;
        using (var teller = await RawClient.ConnectAsync(cluster.Members[leader], Options(Teller)))
        {
            session = Assert.IsType<ClientReply.SessionOpened>(await teller.AskAsync(new ClientRequest.OpenSession(new RequestId(1)))).Session;
            Assert.IsType<ClientReply.Result>(await teller.AskAsync(new ClientRequest.Command(new RequestId(2), session, 1, 1, payload)));
        }

        for (var round = 0; round < 2; round++)
        {
            leader = await cluster.WaitForLeaderAsync(Patience);
            using (var other = await RawClient.ConnectAsync(cluster.Members[leader], Options(Other)))
            {
                Assert.IsType<ClientReply.SessionUnknown>(await other.AskAsync(new ClientRequest.Command(new RequestId(3), session, 2 + round, 1, payload)));
            }

            // With a new certificate, from a new connection: still the owner's.
            using (var teller = await RawClient.ConnectAsync(cluster.Members[leader], Options(Teller)))
            {
                Assert.IsType<ClientReply.Result>(await teller.AskAsync(new ClientRequest.Command(new RequestId(4), session, 2 + round, 1, payload)));
            }

            await cluster.StopAsync(leader);
            await cluster.RestartAsync(leader, Patience);
        }
    }

    [Fact]
    public async Task The_authority_is_replaced_while_everybody_goes_on()
    {
        using var next = New("next");
        var trusted = new[] { Root(Authority) };
        var issuer = Authority;
        Dictionary<PaxosPrincipal, (CertificateAuthority By, X509Certificate2 Certificate)> issued = [];
        TlsOptions Of(PaxosPrincipal principal) => new()
        {
            Certificates = () =>
            {
                lock (issued)
                {
                    if (!issued.TryGetValue(principal, out var own) || own.By != issuer)
                    {
                        issued[principal] = own = (issuer, Issue(principal, issuer));
                    }

                    return [own.Certificate];
                }
            },
            Roots = () => [.. Volatile.Read(ref trusted)],
        };

        await using var cluster = await StartAsync(3, id => Of(PaxosPrincipal.OfReplica("default", id)));
        await using var client = await LedgerClient.ConnectAsync(cluster.Members.Values, new PaxosClientOptions { Tls = Of(Teller) }, Patience);
        var total = await client.AddAsync("a", 1, Patience);

        // First everybody trusts both, then everybody gets a new certificate, then nobody trusts the old authority.
        Volatile.Write(ref trusted, [Root(Authority), Root(next)]);
        lock (issued)
        {
            issuer = next;
        }

        Volatile.Write(ref trusted, [Root(next)]);
        Assert.Equal(++total, await client.AddAsync("a", 1, Patience));
        for (var id = 1; id <= 3; id++)
        {
            // All its connections are new.
            await cluster.StopAsync(id);
            await cluster.RestartAsync(id, Patience);
            await cluster.WaitForLeaderAsync(Patience);
            Assert.Equal(++total, await client.AddAsync("a", 1, Patience));
        }

        await RefusedAsync(cluster.Members[2], Options(Teller) with { Roots = () => [Root(next)] }, "none of the authorities trusted here");
    }

    [Fact]
    public async Task A_replica_does_not_start_with_a_certificate_that_is_not_its_own()
    {
        await RefusedToStartAsync(Options(PaxosPrincipal.OfReplica("default", 2)), "the certificate is that of paxosgen://default/replica/2, and this is paxosgen://default/replica/1");
        await RefusedToStartAsync(Options(PaxosPrincipal.OfReplica("bank", 1)), "the certificate is that of paxosgen://bank/replica/1, and this is paxosgen://default/replica/1");
        await RefusedToStartAsync(Options(Teller), "the certificate is that of paxosgen://default/client/teller");
        var expired = Authority.Issue(PaxosPrincipal.OfReplica("default", 1), DateTimeOffset.UtcNow.AddDays(-3), DateTimeOffset.UtcNow.AddDays(-2));
        await RefusedToStartAsync(Options(Teller) with { Certificates = () => [expired] }, "expired on");
        await RefusedToStartAsync(Options(Teller) with { Certificates = () => [Root(Authority)] }, "with its private key");
        await RefusedToStartAsync(TlsOptions.FromFiles("/nowhere/own.pem", rootsFile: "/nowhere/ca.pem"), "The certificates in '/nowhere/own.pem' cannot be used");
    }

    [Fact]
    public void Only_its_owner_speaks_for_a_ballot()
    {
        var ballot = new Ballot(new Epoch(1), 3, new ReplicaId(2));
        Message[] own = [new Message.Prepare(ballot, new Slot(1)), new Message.Accept(ballot, new Slot(1), [], Slot.None), new Message.Heartbeat(ballot, 1, Slot.None, false, Slot.None)];
        Assert.All(own, message => Assert.True(PeerGate.IsOwn(new ReplicaId(2), message)));
        Assert.All(own, message => Assert.False(PeerGate.IsOwn(new ReplicaId(3), message)));
        Assert.True(PeerGate.IsOwn(new ReplicaId(3), new Message.Reject(ballot, ballot)));
    }

    private static CertificateAuthority New(string name) => CertificateAuthority.Create(name, DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));

    private static X509Certificate2 Root(CertificateAuthority authority) => X509CertificateLoader.LoadCertificate(authority.Certificate.RawData);

    private static X509Certificate2 Issue(PaxosPrincipal principal, CertificateAuthority by) =>
        by.Issue(principal, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

    private static TlsOptions Options(PaxosPrincipal principal)
    {
        var (own, root) = (Issue(principal, Authority), Root(Authority));
        return new TlsOptions { Certificates = () => [own], Roots = () => [root] };
    }

    private static Task<LocalCluster<LedgerReplica>> StartAsync(int replicas, Func<int, TlsOptions> tls) => LocalCluster<LedgerReplica>.StartAsync(
        replicas, new LocalClusterOptions { Configure = options => options with { Tls = tls(options.Id) } }, Patience);

    // A client dials replicas of the cluster that its own certificate names, unless it is told otherwise.
    private static async Task RefusedAsync(string address, TlsOptions? tls, string why, string? dials = null)
    {
        var e = await Assert.ThrowsAnyAsync<IOException>(() => RawClient.ConnectAsync(address, tls, dials));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    private static async Task RefusedToStartAsync(TlsOptions tls, string why)
    {
        var options = new ReplicaOptions { Id = 1, DataDirectory = "/nowhere", Members = new Dictionary<int, string> { [1] = "127.0.0.1:0" }, Bootstrap = true, Tls = tls };
        var e = await Assert.ThrowsAsync<ArgumentException>(async () => await LedgerReplica.StartAsync(options, Patience));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
