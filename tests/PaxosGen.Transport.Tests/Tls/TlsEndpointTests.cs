using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen.Transport.Tests;

/// <summary>What an end of TLS connections makes of certificates that change, and of those that make no sense.</summary>
public sealed class TlsEndpointTests
{
    private readonly List<TlsProblem> _problems = [];
    private readonly List<string> _told = [];
    private readonly HandClock _clock = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData("own")]
    [InlineData("roots")]
    public async Task A_removed_pin_counts_though_something_else_is_broken(string broken)
    {
        var (own, stolen) = (Pki.Issue(Pki.Replica(2)), Pki.Issue(Pki.Client, Pki.Stranger));
        var root = X509CertificateLoader.LoadCertificate(Pki.Authority.Certificate.RawData);
        var isBroken = false;
        Dictionary<string, string> pins = new() { [stolen.GetCertHashString(HashAlgorithmName.SHA256)] = "" };
        T Give<T>(string what, T good) => Volatile.Read(ref isBroken) && what == broken ? throw new InvalidOperationException("Half a file.") : good;
        await using var server = new TestListener(tls: new TlsOptions
        {
            Certificates = () => Give<X509Certificate2Collection>("own", [own]),
            Roots = () => Give<X509Certificate2Collection>("roots", [root]),
            Pins = () => Volatile.Read(ref pins),
        });
        using (await server.ConnectClientAsync(Pki.Options(stolen)))
        {
        }

        Volatile.Write(ref isBroken, true);
        Volatile.Write(ref pins, []);
        await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(stolen)));
        using var client = await server.ConnectClientAsync(Pki.Options(Pki.Client));
        Assert.Contains(broken == "own" ? "The own certificate" : "The certificate authorities", Assert.Single(server.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_broken_is_said_again_each_minute_with_its_effect()
    {
        var own = Pki.Issue(Pki.Client);
        Dictionary<string, string>? pins = new() { [new string('a', 64)] = "" };
        var end = New(new TlsOptions { Certificates = () => [own], Pins = () => pins ?? throw new IOException("Line 3 is no pin.") });
        _ = end.Self;
        Assert.Empty(_problems);
        pins = null;
        for (var second = 0; second < 121; second++)
        {
            _ = end.Self;
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, _problems.Count);
        Assert.All(_problems, problem => Assert.Equal(
            new TlsProblem(false, "The pinned certificates (TlsOptions.Pins) cannot be read; those of before stay trusted, those too whose pins have been removed since. Line 3 is no pin."), problem));
        Assert.Equal(_problems.Select(p => p.Text), _told);

        // Nobody left is in force, too, and said.
        pins = [];
        _ = end.Self;
        Assert.Contains("nobody is trusted", _problems[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_own_certificate_that_expires_within_30_days_is_said_each_day()
    {
        var now = _clock.GetUtcNow();
        using var authority = BankSample.Certificates.CertificateAuthority.Create("authority", now.AddDays(-1), now.AddDays(400));
        var own = authority.Issue(Pki.Client, now.AddDays(-1), now.AddDays(360));
        var end = New(Pki.Options(own, authority));
        _clock.Advance(TimeSpan.FromDays(329));
        _ = end.Self;
        Assert.Empty(_problems);
        _clock.Advance(TimeSpan.FromDays(2));
        _ = end.Self;
        _ = end.Self;
        var expires = Assert.Single(_problems);
        Assert.True(expires.IsExpiry);
        Assert.Contains("expires on", expires.Text, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromDays(1));
        _ = end.Self;
        Assert.Equal(2, _problems.Count);
        _clock.Advance(TimeSpan.FromDays(40));
        _ = end.Self;
        Assert.Contains("expired on", _problems[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_certificates_of_strangers_are_cut_and_escaped_wherever_they_are_shown()
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName("a\r\nfail: PaxosGen.Replica[101] Elected.\u001b[2J" + new string('x', 20_000));
        var stranger = Pki.Made(subject.Build(), "1.3.6.1.5.5.7.3.2", []);
        await using var server = new TestListener(tls: Pki.Options(Pki.Replica(2)));
        var refused = await Assert.ThrowsAsync<HandshakeRefusedException>(() => server.ConnectClientAsync(Pki.Options(stranger)));
        await Eventually.True(() => !server.Events.IsEmpty, "it is reported");
        foreach (var text in (string[])[refused.Message, Assert.IsType<TransportEvent.Refused>(Assert.Single(server.Events)).Why])
        {
            Assert.DoesNotContain(text, char.IsControl);
            Assert.Contains("a\\u000D\\u000Afail", text, StringComparison.Ordinal);
            Assert.InRange(text.Length, 200, 500);
        }
    }

    [Theory]
    [InlineData("Müller & Söhne", "Müller & Söhne")]
    [InlineData("a\nb\0\u202e\u2028c", "a\\u000Ab\\u0000\\u202E\\u2028c")]
    [InlineData("abcdefghijklmnop", "abcdefghij… (16 characters)", 10)]
    [InlineData("abcdefgh\nb", "abcdefgh… (10 characters)", 10)]
    public void Text_of_strangers_is_one_short_line(string text, string shown, int max = 200) => Assert.Equal(shown, ForeignText.Of(text, max));

    [Fact]
    public void Half_a_character_is_none() => Assert.Equal("a\ufffdb", ForeignText.Of("a\ud800b"));

    private TlsEndpoint New(TlsOptions options) => new(options with { OnProblem = _told.Add }, Pki.Cluster, _problems.Add, _clock);

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class HandClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
