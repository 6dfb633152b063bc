using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PaxosGen.Transport.Tests;

/// <summary>Certificates that are looked up in their authority's revocation list, which a server on this machine gives out.</summary>
public sealed class RevocationTests
{
    [Theory]
    [InlineData("good", null)]
    [InlineData("revoked", "has been revoked: issue a new one with a new key")]
    [InlineData("no list", "cannot be told: the revocation list of 'CN=authority' is not there, too old, or did not come in time")]
    [InlineData("old list", "cannot be told: the revocation list of 'CN=authority' is not there, too old, or did not come in time")]
    public async Task A_list_decides(string what, string? why)
    {
        using var lists = new ListServer();
        var certificate = Pki.Made(
            new X500DistinguishedName("CN=looked up"), "1.3.6.1.5.5.7.3.2", [CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([lists.Address])], Pki.Client.ToString());
        var now = DateTimeOffset.UtcNow;
        var builder = new CertificateRevocationListBuilder();
        if (what == "revoked")
        {
            builder.AddEntry(certificate, now.AddHours(-1));
        }

        lists.List = what == "no list" ? null
            : builder.Build(Pki.Authority.Certificate, 1, what == "old list" ? now.AddHours(-1) : now.AddHours(1), HashAlgorithmName.SHA256, thisUpdate: now.AddHours(-2));
        await using var server = new TestListener(tls: Pki.Options(Pki.Replica(2)) with { Revocation = X509RevocationMode.Online });
        if (why is null)
        {
            using var client = await server.ConnectClientAsync(Pki.Options(certificate));
        }
        else
        {
            var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(certificate)));
            Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        }

        Assert.True(lists.Asked > 0);
    }

    [Fact]
    public void Nobody_waits_for_a_list_longer_than_2_seconds()
    {
        var policy = new TlsEndpoint(Pki.Options(Pki.Replica(2))).ForServer(static _ => { }).CertificateChainPolicy!;
        Assert.Equal(TimeSpan.FromSeconds(2), policy.UrlRetrievalTimeout);
    }

    /// <summary>An HTTP server that gives out one list, under an address that is never used again.</summary>
    private sealed class ListServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;
        private int _asked;

        public ListServer()
        {
            _listener.Start();
            Address = $"http://{_listener.LocalEndpoint}/{Guid.NewGuid():N}.crl";
            _serving = ServeAsync();
        }

        public string Address { get; }

        /// <summary>The list; null for none.</summary>
        public byte[]? List { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public void Dispose()
        {
            _listener.Stop();
            _ = _serving.Exception;
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _asked);
                var stream = client.GetStream();
                using (var reader = new StreamReader(stream, leaveOpen: true))
                {
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }
                }

                var head = List is { } list ? $"HTTP/1.1 200 OK\r\nContent-Length: {list.Length}\r\nConnection: close\r\n\r\n" : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. List ?? []]);
            }
        }
    }
}
