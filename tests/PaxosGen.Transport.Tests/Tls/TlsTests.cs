using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

public sealed class TlsTests
{
    // Welcome of the samples is replica 2's.
    private static readonly TlsOptions Server = Pki.Options(Pki.Replica(2));

    [Fact]
    public async Task Requests_and_replies_cross_and_the_client_is_known()
    {
        await using var server = new TestListener(tls: Server);
        ConcurrentQueue<string> principals = new();
        server.OnRequest = (client, request) =>
        {
            principals.Enqueue(client.Principal);
            client.Send(new ClientReply.Result(request.Id, request is ClientRequest.Query query ? query.Payload : default));
        };
        using var client = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        ConcurrentQueue<ClientReply> replies = new();
        var receiving = client.ReceiveAsync(batch => Array.ForEach(batch.ToArray(), reply => replies.Enqueue(reply.ToReply())));
        var random = new Random(3);
        var payloads = Enumerable.Range(0, 300).Select(i =>
        {
            var payload = new byte[i % 50 == 0 ? 1 << 20 : random.Next(5000)];
            random.NextBytes(payload);
            return payload;
        }).ToList();
        for (var i = 0; i < payloads.Count; i++)
        {
            Assert.True(client.Send(new ClientRequest.Query(new RequestId(i), ReadConsistency.Linearizable, payloads[i])));
        }

        await Eventually.True(() => replies.Count == payloads.Count, "all replies");
        Assert.All(replies.Zip(payloads), pair => Assert.True(((ClientReply.Result)pair.First).Payload.Span.SequenceEqual(pair.Second)));
        Assert.Equal(["paxosgen://Test%20cluster/client/teller"], principals.Distinct());
        client.Dispose();
        await receiving;
        await Eventually.True(() => server.Closed.Count == 1, "the server hears that the client has gone");
    }

    [Fact]
    public async Task Requests_count_for_the_principal_whichever_connection_they_come_on()
    {
        await using var server = new TestListener(new TransportLimits { MaxClientsPerPrincipal = 2 }, tls: Server);
        ConcurrentQueue<(string Principal, object Caller)> callers = new();
        server.OnRequest = (client, request) => callers.Enqueue((client.Principal, client.Caller));
        using var first = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        using var second = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        using var other = await server.ConnectClientAsync(Pki.Options(Pki.Client with { Name = "other" }));
        foreach (var connection in (ServerConnection[])[first, second, other])
        {
            connection.Send(new ClientRequest.Ping(new RequestId(1)));
        }

        await Eventually.True(() => callers.Count == 3, "all requests");
        Assert.Equal(2, callers.Select(c => c.Caller).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(2, callers.Distinct().Count());

        // A third is one too many, until one has gone.
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(Pki.Client)));
        Assert.Equal(RefusalCode.Busy, refused.Code);
        first.Dispose();
        await Eventually.True(() => server.Listener.Clients == 2, "one has gone");
        using var third = await server.ConnectClientAsync(Pki.Options(Pki.Client));
    }

    [Fact]
    public async Task Peers_send_messages_under_the_id_of_their_certificate()
    {
        await using var server = new TestListener(tls: Server);
        await using var link = Link(server.Address, Pki.Options(Pki.Replica(1)));
        link.Send(new Message.LearnRequest(new Slot(3), 10));
        await Eventually.True(() => !server.Messages.IsEmpty, "the message");
        Assert.Equal(new ReplicaId(1), server.Messages.Single().From);
    }

    public static TheoryData<string, string> Strangers => new()
    {
        { "expired", "expired on" },
        { "another authority", "none of the authorities trusted here" },
        { "no name", "names nobody" },
        { "not for clients", "is not made for this use" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_client_that_is_nobody_is_refused_and_both_are_told_why(string what, string why)
    {
        await using var server = new TestListener(tls: Server);
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(Certificate(what))));
        Assert.Equal(RefusalCode.NotAllowed, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        await Eventually.True(() => !server.Events.IsEmpty, "it is reported");
        Assert.Contains(why, Assert.IsType<TransportEvent.Refused>(Assert.Single(server.Events)).Why, StringComparison.Ordinal);
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task Who_shows_no_certificate_is_told_so()
    {
        await using var server = new TestListener(tls: Server);
        using var socket = await server.OpenRawAsync();
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(Pki.Dials());
        await secure.WriteAsync(Greeting());
        Assert.Contains("No certificate was shown", await ReadRefusalAsync(secure), StringComparison.Ordinal);
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task Who_has_two_names_is_nobody_and_cannot_even_try()
    {
        var two = Certificate("two names");
        Assert.Contains("more than one name", Assert.Throws<IOException>(() => new TlsEndpoint(Pki.Options(two)).Self).Message, StringComparison.Ordinal);

        await using var server = new TestListener(tls: Server);
        using var socket = await server.OpenRawAsync();
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(Pki.Dials(two));
        await secure.WriteAsync(Greeting());
        Assert.Contains("more than one name", await ReadRefusalAsync(secure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, PaxosRole.Peer)]
    [InlineData(1, PaxosRole.Client)]
    [InlineData(1, PaxosRole.Admin)]
    public async Task A_peer_with_another_certificate_than_its_own_is_refused(int id, PaxosRole role)
    {
        await using var server = new TestListener(tls: Server);
        ConcurrentQueue<string> told = new();
        await using var link = Link(server.Address, Pki.Options(new PaxosPrincipal(Pki.Cluster, role, $"{id}")), told);
        await Eventually.True(() => !told.IsEmpty, "it is told");
        Assert.Contains("may not connect as replica 1. Each replica needs a certificate of its own", told.First(), StringComparison.Ordinal);
        await Eventually.True(() => server.Events.Any(e => e is TransportEvent.Refused { Code: RefusalCode.NotAllowed, Peer.Value: 1 }), "it is told");
        Assert.Empty(server.Hellos);
    }

    public static TheoryData<string, string> Impostors => new()
    {
        { "expired", "expired on" },
        { "another authority", "none of the authorities trusted here" },
        { "client", "which is no replica" },
        { "other cluster", "a replica of cluster 'Other', not of 'Test cluster'" },
        { "another replica", "says that it is replica 2" },
        { "not for servers", "is not made for this use" },
    };

    [Theory]
    [MemberData(nameof(Impostors))]
    public async Task A_server_that_is_somebody_else_is_not_talked_to(string what, string why)
    {
        await using var server = new TestListener(tls: Pki.Options(what switch
        {
            "another replica" => Pki.Issue(Pki.Replica(7)),

            // It names the right replica.
            "not for servers" => Pki.Made("1.3.6.1.5.5.7.3.2", Pki.Replica(2).ToString()),
            _ => Certificate(what),
        }));
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(Pki.Client)));
        Assert.Equal(RefusalCode.NotAllowed, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_does_not_send_to_another_replica_at_the_address()
    {
        await using var server = new TestListener(tls: Pki.Options(Pki.Replica(3)));
        ConcurrentQueue<string> told = new();
        await using var link = Link(server.Address, Pki.Options(Pki.Replica(1)), told);
        await Eventually.True(() => !told.IsEmpty, "it is told");
        Assert.Contains("that of paxosgen://Test%20cluster/replica/3, not of replica 2", told.First(), StringComparison.Ordinal);
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task A_plain_client_at_a_tls_port_is_told_so()
    {
        await using var server = new TestListener(tls: Server);
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(server.ConnectClientAsync);
        Assert.Contains("takes only TLS connections", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task A_tls_client_at_a_plain_port_is_told_so()
    {
        await using var server = new TestListener();
        var e = await Assert.ThrowsAsync<IOException>(() => server.ConnectClientAsync(Pki.Options(Pki.Client)));
        Assert.Contains("there is no answer in TLS", e.Message, StringComparison.Ordinal);
        await Eventually.True(() => server.Events.Any(happened => happened is TransportEvent.BadHandshake { Why: var why } && why.Contains("it speaks TLS", StringComparison.Ordinal)), "it is reported");
    }

    [Fact]
    public async Task New_connections_use_the_new_certificate_and_old_ones_go_on()
    {
        X509Certificate2[] served = [Pki.Issue(Pki.Replica(2)), Pki.Issue(Pki.Replica(2))];
        var now = 0;
        await using var server = new TestListener(tls: Server with { Certificates = () => [served[Volatile.Read(ref now)]] });
        using var old = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        Assert.Equal(served[0].Thumbprint, await ShownAsync(server));
        Volatile.Write(ref now, 1);
        Assert.Equal(served[1].Thumbprint, await ShownAsync(server));

        TaskCompletionSource<ClientReply> reply = new();
        _ = old.ReceiveAsync(replies => reply.TrySetResult(replies[0].ToReply()));
        old.Send(new ClientRequest.Ping(new RequestId(1)));
        Assert.IsType<ClientReply.Pong>(await reply.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        using var fresh = await server.ConnectClientAsync(Pki.Options(Pki.Client));
    }

    [Fact]
    public async Task A_replacement_that_cannot_be_used_is_reported_and_the_old_one_stays()
    {
        var own = Pki.Issue(Pki.Replica(2));
        var isBroken = false;
        await using var server = new TestListener(
            tls: Server with { Certificates = () => Volatile.Read(ref isBroken) ? throw new IOException("The file is half there.") : [own] });
        using var first = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        Volatile.Write(ref isBroken, true);
        using var second = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        using var third = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        Assert.EndsWith("the one of before stays in use, until it expires. The file is half there.", Assert.Single(server.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_certificates_need_no_authority_and_no_name_and_can_be_unpinned()
    {
        using var replica = SelfSigned("replica");
        using var client = SelfSigned("client");
        var pins = new ConcurrentDictionary<string, string>
        {
            [client.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()] = Pki.Client.ToString(),
        };
        await using var server = new TestListener(tls: new TlsOptions { Certificates = () => [replica], Pins = () => new Dictionary<string, string>(pins) });
        var trusting = new TlsOptions
        {
            Certificates = () => [client],
            Pins = () => new Dictionary<string, string> { [replica.GetCertHashString(HashAlgorithmName.SHA256)] = Pki.Replica(2).ToString() },
        };
        using (await server.ConnectClientAsync(trusting))
        {
        }

        // Somebody else's is not trusted, with the same name in it or not.
        using var other = SelfSigned("client");
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(trusting with { Certificates = () => [other] }));
        Assert.Contains("is not pinned", refused.Message, StringComparison.Ordinal);

        // Nor is somebody whose pin has been removed, were it the last one.
        pins.Clear();
        await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(trusting));
    }

    [Fact]
    public async Task A_session_of_tls_is_not_resumed_past_the_pin()
    {
        using var client = SelfSigned("client");
        Dictionary<string, string> pins = new() { [client.GetCertHashString(HashAlgorithmName.SHA256)] = Pki.Client.ToString() };
        await using var server = new TestListener(tls: Server with { Roots = null, Pins = () => Volatile.Read(ref pins) });

        // As somebody dials who wants sessions resumed: with the same options each time, and until the tickets have come.
        var dials = Pki.Dials(client);
        dials.AllowTlsResume = true;
        dials.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null;
        using (var socket = await server.OpenRawAsync())
        {
            await using var secure = new SslStream(new NetworkStream(socket));
            await secure.AuthenticateAsClientAsync(dials);
            await secure.WriteAsync(Greeting());
            Assert.IsType<HandshakeVerdict.Accepted>(await ReadVerdictAsync(secure));
        }

        Volatile.Write(ref pins, new Dictionary<string, string> { [new string('a', 64)] = "" });
        using var again = await server.OpenRawAsync();
        await using var resumed = new SslStream(new NetworkStream(again));
        await resumed.AuthenticateAsClientAsync(dials);
        await resumed.WriteAsync(Greeting());
        Assert.Contains("is not pinned", await ReadRefusalAsync(resumed), StringComparison.Ordinal);
        Assert.Single(server.Hellos);
        Assert.False(new TlsEndpoint(Server).ForServer(static _ => { }).AllowTlsResume);
    }

    [Fact]
    public async Task A_recorded_connection_is_of_no_use()
    {
        await using var server = new TestListener(tls: Server);
        using var relay = new RecordingRelay(server.Listener.Endpoint);
        using (var client = await ServerConnection.ConnectAsync(
            relay.Address, Samples.ClientHello, new TlsEndpoint(Pki.Options(Pki.Client)), new TransportLimits(), TimeSpan.FromSeconds(10), CancellationToken.None))
        {
            TaskCompletionSource<ClientReply> reply = new();
            _ = client.ReceiveAsync(replies => reply.TrySetResult(replies[0].ToReply()));
            client.Send(new ClientRequest.Ping(new RequestId(1)));
            await reply.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        var hellos = server.Hellos.Count;
        using var replayer = await server.OpenRawAsync();
        try
        {
            await replayer.SendAsync(relay.Sent());
        }
        catch (SocketException)
        {
            // Closed in the middle.
        }

        await Eventually.Closed(replayer);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
        Assert.Equal(hellos, server.Hellos.Count);
    }

    private static X509Certificate2 Certificate(string what)
    {
        switch (what)
        {
            case "expired":
                return Pki.Expired(Pki.Replica(2));
            case "another authority":
                return Pki.Issue(Pki.Replica(2), Pki.Stranger);
            case "client":
                return ForServers(Pki.Client.ToString());
            case "other cluster":
                return Pki.Issue(Pki.Replica(2, "Other"));
            case "no name":
                return Pki.Made("1.3.6.1.5.5.7.3.2");
            case "two names":
                return Pki.Made("1.3.6.1.5.5.7.3.2", Pki.Client.ToString(), Pki.Replica(3).ToString());
            default:
                return ForServers(Pki.Client.ToString());
        }
    }

    private static X509Certificate2 ForServers(string name) => Pki.Made("1.3.6.1.5.5.7.3.1", name);

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static PeerLink Link(string address, TlsOptions tls, ConcurrentQueue<string>? told = null) => PeerLink.Start(new PeerLinkOptions
    {
        Peer = new ReplicaId(2),
        Address = address,
        Hello = Samples.PeerHello,
        Tls = new TlsEndpoint(tls, Pki.Cluster),
        OnRefused = (_, _, why) => told?.Enqueue(why),
    });

    // The certificate that the server shows to a new connection.
    private static async Task<string> ShownAsync(TestListener server)
    {
        using var socket = await server.OpenRawAsync();
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(Pki.Dials());
        return ((X509Certificate2)secure.RemoteCertificate!).Thumbprint;
    }

    private static byte[] Greeting()
    {
        var frames = new FrameWriter();
        frames.Write(Samples.ClientHello, HandshakeCodec.Write);
        return [.. HandshakeCodec.Magic, .. frames.WrittenMemory.Span];
    }

    private static async Task<string> ReadRefusalAsync(Stream stream) => Assert.IsType<HandshakeVerdict.Refused>(await ReadVerdictAsync(stream)).Text;

    private static async Task<HandshakeVerdict> ReadVerdictAsync(Stream stream)
    {
        var reader = new FrameReader(TransportLimits.HandshakeFrameBytes);
        ReadOnlyMemory<byte> payload;
        while (!reader.TryRead(out payload))
        {
            var count = await stream.ReadAsync(reader.FreeSpace());
            Assert.NotEqual(0, count);
            reader.Advance(count);
        }

        return HandshakeCodec.ReadVerdict(payload.Span);
    }
}
