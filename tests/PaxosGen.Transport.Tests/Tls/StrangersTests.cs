using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using PaxosGen.Core;

namespace PaxosGen.Transport.Tests;

/// <summary>What somebody who has not authenticated can do to the others: nothing.</summary>
public sealed class StrangersTests
{
    private static readonly TlsOptions Server = Pki.Options(Pki.Replica(2));

    [Fact]
    public async Task Who_does_not_get_through_the_tls_handshake_is_gone_after_the_time_out()
    {
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(100) }, tls: Server);
        using var silent = await server.OpenRawAsync();
        using var slow = await server.OpenRawAsync();
        await slow.SendAsync((byte[])[22, 3, 1]);
        await Eventually.Closed(silent);
        await Eventually.Closed(slow);
        await Eventually.True(() => server.Counters.BadHandshakes == 2, "both are counted");
    }

    [Fact]
    public async Task Who_sends_more_than_64_KiB_before_it_is_known_is_gone()
    {
        // A first message of 124 KiB, which TLS allows, in records of 16 KiB, and never all of it.
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMinutes(5) }, tls: Server);
        using var socket = await server.OpenRawAsync();
        var record = new byte[5 + (16 << 10)];
        (record[0], record[1], record[2]) = (22, 3, 1);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(3), 16 << 10);
        (record[5], record[6], record[7]) = (1, 1, 0xF0);
        try
        {
            for (var i = 0; i < 5; i++)
            {
                await socket.SendAsync(record);
                (record[5], record[6], record[7]) = (0, 0, 0);
            }
        }
        catch (SocketException)
        {
            // Closed in the middle.
        }

        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
        await Eventually.True(() => !server.Events.IsEmpty, "it is reported");
        Assert.Contains("more than 65536 bytes", Assert.IsType<TransportEvent.BadHandshake>(Assert.Single(server.Events)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_silent_once_tls_stands_is_gone_after_the_time_out()
    {
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromSeconds(3) }, tls: Server);
        using var socket = await server.OpenRawAsync();
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(Pki.Dials(Pki.Issue(Pki.Client)));
        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task Who_sends_more_than_64_KiB_within_tls_before_the_verdict_is_gone()
    {
        // Byte by byte, which TLS makes some twenty of each: less than a hello may have, and never all of it.
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMinutes(5) }, tls: Server);
        using var socket = await server.OpenRawAsync();
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(Pki.Dials(Pki.Issue(Pki.Client)));
        var frames = new FrameWriter();
        frames.Write(new byte[20_000], static (writer, bytes) => writer.WriteRaw(bytes));
        byte[] greeting = [.. HandshakeCodec.Magic, .. frames.WrittenMemory.Span[..4000]];
        try
        {
            for (var i = 0; i < greeting.Length; i++)
            {
                await secure.WriteAsync(greeting.AsMemory(i, 1));
            }
        }
        catch (IOException)
        {
            // Closed in the middle.
        }

        await Eventually.Closed(socket);
        await Eventually.True(() => server.Counters.BadHandshakes == 1, "it is counted");
        Assert.Empty(server.Hellos);
    }

    [Fact]
    public async Task Silent_strangers_without_number_do_not_keep_a_new_client_out()
    {
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMinutes(5) }, tls: Server);
        List<Socket> strangers = [];
        try
        {
            for (var i = 0; i < 300; i++)
            {
                strangers.Add(await server.OpenRawAsync());
            }

            await Eventually.True(() => server.Counters.TurnedAway == 300 - 224, "the oldest have gone");
            using var client = await server.ConnectClientAsync(Pki.Options(Pki.Client));
            await Eventually.Closed(strangers[0]);
            Assert.Equal(0, server.Counters.BadHandshakes);
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_that_is_closed_does_not_begin_with_tls()
    {
        await using var server = new TestListener(tls: Server);
        var asked = 0;
        var own = Pki.Issue(Pki.Client);
        var tls = new TlsEndpoint(Pki.Options(own) with { Certificates = () => [(asked++, own).own] });
        var connection = new FrameConnection(await server.OpenRawAsync(), 1024);
        connection.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.DialTlsAsync(tls, HostPort.Parse(server.Address), 2, CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.AcceptTlsAsync(tls, 1024, CancellationToken.None));
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Strangers_without_number_leave_members_room_to_come_in()
    {
        await using var server = new TestListener(
            new TransportLimits { HandshakeTimeout = TimeSpan.FromMinutes(5) }, tls: Server, isMember: address => address.Equals(IPAddress.Loopback));
        List<Socket> strangers = [];
        try
        {
            for (var i = 0; i < 300; i++)
            {
                strangers.Add(await server.OpenRawAsync(from: "127.0.0.2"));
            }

            // Of 256 an eighth is kept for members.
            await Eventually.True(() => server.Counters.TurnedAway == 300 - 224, "the others are turned away");
            await using var link = PeerLink.Start(new PeerLinkOptions
            {
                Peer = new ReplicaId(2),
                Address = server.Address,
                Hello = Samples.PeerHello,
                Tls = new TlsEndpoint(Pki.Options(Pki.Replica(1)), Pki.Cluster),
            });
            await Eventually.True(() => link.IsConnected && server.Listener.Peers == 1, "the peer comes in");
            link.Send(new Message.LearnRequest(new Slot(3), 10));
            await Eventually.True(() => !server.Messages.IsEmpty, "and is heard");
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Where_a_peer_has_authenticated_from_is_a_members_address()
    {
        await using var server = new TestListener(new TransportLimits { HandshakeTimeout = TimeSpan.FromMinutes(5), MaxUnauthenticated = 16 }, tls: Server);
        var options = new PeerLinkOptions
        {
            Peer = new ReplicaId(2),
            Address = server.Address,
            Hello = Samples.PeerHello,
            Tls = new TlsEndpoint(Pki.Options(Pki.Replica(1)), Pki.Cluster),
        };
        await using (var first = PeerLink.Start(options))
        {
            await Eventually.True(() => first.IsConnected && server.Listener.Peers == 1, "the peer comes in");
        }

        List<Socket> strangers = [];
        try
        {
            for (var i = 0; i < 20; i++)
            {
                strangers.Add(await server.OpenRawAsync(from: "127.0.0.2"));
            }

            await Eventually.True(() => server.Counters.TurnedAway == 6, "the others are turned away");
            await using var second = PeerLink.Start(options);
            await Eventually.True(() => second.IsConnected, "the peer comes in again");
        }
        finally
        {
            strangers.ForEach(s => s.Dispose());
        }
    }
}
