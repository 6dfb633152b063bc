using System.Net;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using BankSample.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PaxosGen.AspNetCore.Tests;

/// <summary>Who sees what over HTTPS.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HttpsTests : IDisposable
{
    private static readonly CertificateAuthority Authority = New("authority");
    private static readonly PaxosPrincipal Admin = new("default", PaxosRole.Admin, "operator");
    private static readonly PaxosPrincipal Client = new("default", PaxosRole.Client, "teller");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paxosgen-https-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_dashboard_is_for_admins_and_others_are_told_why()
    {
        var served = Issue(PaxosPrincipal.OfReplica("default", 1));
        await using var web = await StartAsync(() => served);
        foreach (var path in new[] { "/paxos", "/paxos/status" })
        {
            Assert.Equal(200, (await GetAsync(web, path, Issue(Admin))).Status);
            Assert.Equal((403, "paxosgen://default/client/teller may not do this: it takes the certificate of an admin."), await GetAsync(web, path, Issue(Client)));
            Assert.Contains("No certificate was shown", (await GetAsync(web, path, null)).Text, StringComparison.Ordinal);
            Assert.Contains("this is cluster 'default'", (await GetAsync(web, path, Issue(Admin with { Cluster = "bank" }))).Text, StringComparison.Ordinal);
            using var stranger = New("stranger");
            Assert.Contains("none of the authorities trusted here", (await GetAsync(web, path, Issue(Admin, stranger))).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_tell_who_sends_them_and_the_certificate_can_be_replaced()
    {
        var served = Issue(PaxosPrincipal.OfReplica("default", 1));
        await using var web = await StartAsync(() => Volatile.Read(ref served));
        Assert.Equal((200, "paxosgen://default/client/teller"), await GetAsync(web, "/who", Issue(Client)));
        Assert.Equal((200, "nobody"), await GetAsync(web, "/who", null));

        using var old = Http(Issue(Client), out var shown);
        Assert.Equal("paxosgen://default/client/teller", await old.GetStringAsync(AddressOf(web) + "/who"));
        Assert.Equal([served.Thumbprint], shown);
        var next = Issue(PaxosPrincipal.OfReplica("default", 1));
        Volatile.Write(ref served, next);
        Assert.Equal("paxosgen://default/client/teller", await old.GetStringAsync(AddressOf(web) + "/who"));
        Assert.Single(shown);
        using var fresh = Http(Issue(Client), out var shownLater);
        await fresh.GetStringAsync(AddressOf(web) + "/who");
        Assert.Equal([next.Thumbprint], shownLater);
    }

    [Fact]
    public async Task Certificates_that_cannot_be_read_any_more_are_reported_by_the_port_too()
    {
        var served = Issue(PaxosPrincipal.OfReplica("default", 1));
        var isBroken = false;
        List<string> told = [];
        await using var web = await StartAsync(() => Volatile.Read(ref isBroken) ? throw new IOException("Half a file.") : served, told.Add);
        Assert.Equal(200, (await GetAsync(web, "/who", Issue(Client))).Status);
        Volatile.Write(ref isBroken, true);
        Assert.Equal((200, "paxosgen://default/client/teller"), await GetAsync(web, "/who", Issue(Client)));
        Assert.EndsWith("Half a file.", Assert.Single(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_a_hosted_replica_has_tls_its_dashboard_takes_an_admin_over_plain_http_too()
    {
        var (own, root) = (Path.Combine(_folder.FullName, "own.pem"), Path.Combine(_folder.FullName, "ca.pem"));
        var certificate = Issue(PaxosPrincipal.OfReplica("default", 1));
        using (File.Open(own, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
        }

        await File.WriteAllTextAsync(own, certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(root, Authority.Certificate.ExportCertificatePem());
        await using var hosted = Hosted.Build(
            static (services, section) => services.AddPaxosReplica<Tally>(section), ("Tls:CertificateFile", own), ("Tls:RootsFile", root));
        await hosted.App.StartAsync();
        await hosted.Get<ITallyClient>().AddAsync(1);
        Assert.Equal(HttpStatusCode.Forbidden, (await hosted.Http.GetAsync("/paxos")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await hosted.Http.GetAsync("/paxos/status")).StatusCode);
        var admin = await hosted.App.GetTestServer().SendAsync(context =>
        {
            context.Request.Path = "/paxos/status";
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, PaxosHttpExtensions.AdminRole)], "test"));
        });
        Assert.Equal(200, admin.Response.StatusCode);
    }

    [Theory]
    [InlineData("CertificateFile is missing")]
    [InlineData("cannot be used", "Tls:CertificateFile", "/nowhere/own.pem", "Tls:RootsFile", "/nowhere/ca.pem")]
    [InlineData("without either nobody is trusted", "Tls:CertificateFile", "/nowhere/own.pem")]
    [InlineData("only loopback", "Listen", "0.0.0.0:0")]
    public async Task Options_that_cannot_be_used_keep_the_host_from_starting(string says, params string[] settings)
    {
        var all = settings.Chunk(2).Select(static pair => (pair[0], (string?)pair[1])).ToArray();
        await using var hosted = Hosted.Build(static (services, section) => services.AddPaxosReplica<Tally>(section), all is [] ? [("Tls:KeyFile", "/nowhere/own.key")] : all);
        var e = await Assert.ThrowsAnyAsync<Exception>(() => hosted.App.StartAsync());
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    private static CertificateAuthority New(string name) => CertificateAuthority.Create(name, DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(10));

    private static X509Certificate2 Issue(PaxosPrincipal principal, CertificateAuthority? by = null) =>
        (by ?? Authority).Issue(principal, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");

    private static async Task<WebApplication> StartAsync(Func<X509Certificate2> served, Action<string>? onProblem = null)
    {
        var root = X509CertificateLoader.LoadCertificate(Authority.Certificate.RawData);
        var tls = new TlsOptions { Certificates = () => [served()], Roots = () => [root], OnProblem = onProblem };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UsePaxosTls(tls, "default")));
        var web = builder.Build();
        web.MapPaxosDashboard("/paxos", static () => []);
        web.MapGet("/who", static (HttpContext context) => context.GetPaxosPrincipal()?.ToString() ?? "nobody");
        await web.StartAsync();
        return web;
    }

    private static string AddressOf(WebApplication web) => web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static HttpClient Http(X509Certificate2? own, out List<string> shown)
    {
        List<string> seen = [];
        shown = seen;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(Authority.Certificate.RawData));
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                seen.Add(((X509Certificate2)certificate!).Thumbprint);
                return errors == SslPolicyErrors.None;
            },
        };
        return new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    private static async Task<(int Status, string Text)> GetAsync(WebApplication web, string path, X509Certificate2? own)
    {
        using var http = Http(own, out _);
        var answer = await http.GetAsync(AddressOf(web) + path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
