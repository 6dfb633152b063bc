using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PaxosGen.Transport.Tests;

/// <summary>Names in certificates, and certificates in files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CertificateFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("paxosgen://default/replica/1", "default", PaxosRole.Peer, "1")]
    [InlineData("paxosgen://Big%20Bank/client/teller-1", "Big Bank", PaxosRole.Client, "teller-1")]
    [InlineData("paxosgen://a%2Fb/admin/M%C3%BCller", "a/b", PaxosRole.Admin, "Müller")]
    public void Names_are_read_and_written(string uri, string cluster, PaxosRole role, string name)
    {
        var principal = PaxosPrincipal.TryParse(uri);
        Assert.Equal(new PaxosPrincipal(cluster, role, name), principal);
        Assert.Equal(uri, principal!.ToString());
        using var certificate = Pki.Issue(principal);
        Assert.Equal(principal, PaxosPrincipal.Of(certificate));
    }

    [Theory]
    [InlineData("")]
    [InlineData("paxosgen://default/replica/0")]
    [InlineData("paxosgen://default/replica/01x")]
    [InlineData("paxosgen://default/replica/-1")]
    [InlineData("paxosgen://default/replica/99999999999")]
    [InlineData("paxosgen://default/replica/1/")]
    [InlineData("paxosgen://default/replica")]
    [InlineData("paxosgen:///replica/1")]
    [InlineData("paxosgen://default/root/1")]
    [InlineData("PAXOSGEN://default/client/a")]
    [InlineData("paxosgen://a b/client/a")]
    [InlineData("paxosgen://%61/client/a")]
    [InlineData("https://default/replica/1")]
    public void Other_texts_name_nobody(string uri) => Assert.Null(PaxosPrincipal.TryParse(uri));

    [Fact]
    public void Roles_allow_what_they_say()
    {
        static bool[] May(PaxosRole role) => [.. Enum.GetValues<PaxosRole>().Select(new PaxosPrincipal("c", role, "1").May)];
        Assert.Equal([true, false, false], May(PaxosRole.Client));
        Assert.Equal([true, true, false], May(PaxosRole.Admin));
        Assert.Equal([true, false, true], May(PaxosRole.Peer));
    }

    [Fact]
    public void Files_are_read_again_when_they_have_changed_and_only_then()
    {
        var (own, root) = (Write("own.pem", Pki.Issue(Pki.Client)), WriteRoot());
        var options = TlsOptions.FromFiles(own, rootsFile: root);
        var first = options.Certificates();
        Assert.Same(first, options.Certificates());
        Assert.True(first[0].HasPrivateKey);

        var next = Pki.Issue(Pki.Client);
        File.Move(Write("next.pem", next), own, overwrite: true);
        File.SetLastWriteTimeUtc(own, DateTime.UtcNow.AddSeconds(10));
        Assert.Equal(next.Thumbprint, options.Certificates()[0].Thumbprint);
        Assert.Equal(Pki.Authority.Certificate.Thumbprint, options.Roots!()[0].Thumbprint);

        // What makes no sense now is read again by the next call.
        File.WriteAllText(own, "half a file");
        Assert.Throws<IOException>(options.Certificates);
        File.Move(Write("next.pem", next), own, overwrite: true);
        Assert.Equal(next.Thumbprint, options.Certificates()[0].Thumbprint);
    }

    [Fact]
    public void Files_behind_links_are_read_again_when_a_folder_is_swapped()
    {
        // As Kubernetes lays out a secret: pins -> ..data/pins, ..data -> a folder, and only ..data is ever replaced.
        using var certificate = Pki.Issue(Pki.Client);
        using var stolen = Pki.Issue(Pki.Client);
        var (hash, stolenHash) = (certificate.GetCertHashString(HashAlgorithmName.SHA256), stolen.GetCertHashString(HashAlgorithmName.SHA256));
        var written = DateTime.UtcNow.AddDays(-1);
        void Fill(string folder, string own, string pins, string root)
        {
            foreach (var (name, text) in new[] { ("own.pem", own), ("pins", pins), ("ca.pem", root) })
            {
                Directory.CreateDirectory(Path.Combine(_folder.FullName, folder));
                File.SetLastWriteTimeUtc(WriteText(Path.Combine(folder, name), text), written);
            }
        }

        Fill("..1", Pem(stolen), $"{hash}\n{stolenHash}\n", Pki.Stranger.Certificate.ExportCertificatePem());
        Fill("..2", Pem(certificate), $"{hash}\n", Pki.Authority.Certificate.ExportCertificatePem());
        var data = Path.Combine(_folder.FullName, "..data");
        Directory.CreateSymbolicLink(data, "..1");
        string Link(string name) => File.CreateSymbolicLink(Path.Combine(_folder.FullName, name), Path.Combine("..data", name)).FullName;
        var options = TlsOptions.FromFiles(Link("own.pem"), rootsFile: Link("ca.pem"), pinsFile: Link("pins"));
        Assert.Equal(stolen.Thumbprint, options.Certificates()[0].Thumbprint);
        Assert.True(options.Pins!().ContainsKey(stolenHash));
        Assert.Equal(Pki.Stranger.Certificate.Thumbprint, options.Roots!()[0].Thumbprint);

        var next = Path.Combine(_folder.FullName, "..data_tmp");
        Directory.CreateSymbolicLink(next, "..2");
        Directory.Delete(data);
        Directory.Move(next, data);
        Assert.Equal(certificate.Thumbprint, options.Certificates()[0].Thumbprint);
        Assert.Equal([hash], options.Pins!().Keys);
        Assert.Equal(Pki.Authority.Certificate.Thumbprint, options.Roots!()[0].Thumbprint);
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        var own = Write("own.pem", Pki.Issue(Pki.Client));
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var e = Assert.Throws<IOException>(TlsOptions.FromFiles(own, rootsFile: WriteRoot()).Certificates);
        Assert.Contains("can be read or written by everybody", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.pem")]
    [InlineData("empty.pem")]
    [InlineData("without-key.pem")]
    [InlineData("anothers-key.pem")]
    public void Files_that_cannot_be_used_are_named(string name)
    {
        var own = Pki.Issue(Pki.Client);
        switch (name)
        {
            case "empty.pem":
                WriteText(name, "");
                break;
            case "without-key.pem":
                WriteText(name, own.ExportCertificatePem());
                break;
            case "anothers-key.pem":
                WriteText(name, own.ExportCertificatePem() + "\n" + Pki.Issue(Pki.Client).GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
                break;
        }

        var path = Path.Combine(_folder.FullName, name);
        var e = Assert.Throws<IOException>(TlsOptions.FromFiles(path, rootsFile: WriteRoot()).Certificates);
        Assert.StartsWith($"The certificates in '{path}' cannot be used: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pins_are_a_line_each()
    {
        using var certificate = Pki.Issue(Pki.Client);
        var hash = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var good = WriteText("pins", $"# clients\n\n{hash} {Pki.Client}\n{new string('a', 64)}\n");
        var pins = TlsOptions.FromFiles("own.pem", pinsFile: good).Pins!();
        Assert.Equal(Pki.Client.ToString(), pins[hash.ToLowerInvariant()]);
        Assert.Equal("", pins[new string('A', 64)]);
        foreach (var bad in (string[])["abc", $"{hash} me", $"{hash}\n{hash}", $"{hash}0"])
        {
            Assert.Throws<IOException>(TlsOptions.FromFiles("own.pem", pinsFile: WriteText("bad", bad)).Pins!);
        }
    }

    [Fact]
    public void Somebody_must_be_trusted() => Assert.Throws<ArgumentException>(() => TlsOptions.FromFiles("own.pem"));

    private static string Pem(X509Certificate2 certificate) =>
        certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private string Write(string name, X509Certificate2 certificate) => WriteText(name, Pem(certificate));

    private string WriteRoot() => WriteText("root.pem", Pki.Authority.Certificate.ExportCertificatePem());

    private string WriteText(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
