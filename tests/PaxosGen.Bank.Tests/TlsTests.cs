using BankSample;
using BankSample.Certificates;
using BankSample.Commands;

namespace PaxosGen.Bank.Tests;

/// <summary>The web API over HTTPS: each request may do what the certificate behind it allows.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-tls-");
    private EmbeddedBank _bank = null!;

    private CertificateFolder Certificates => new(_folder.FullName);

    public async Task InitializeAsync()
    {
        Assert.Equal(0, CertificatesCommand.Run(["--out", _folder.FullName, "--members", "1,2,3"]));
        _bank = await EmbeddedBank.StartAsync(new EmbeddedBankOptions { Tls = Certificates });
    }

    public async Task DisposeAsync()
    {
        await _bank.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Roles_are_checked_for_each_request()
    {
        Assert.StartsWith("https://", _bank.Address, StringComparison.Ordinal);
        using var nobody = As(null);
        using var client = As(Certificates.Client);
        using var admin = As(Certificates.Admin);
        using var replica = As(Certificates.Replica(2));
        (string Method, string Path, int Nobody, int Client, int Admin, int Replica)[] expected =
        [
            ("GET", "/health/live", 200, 200, 200, 200),
            ("GET", "/accounts", 403, 200, 200, 200),
            ("GET", "/status", 403, 200, 200, 200),
            ("GET", "/", 403, 200, 200, 200),
            ("GET", "/nothing", 403, 404, 404, 404),
            ("POST", "/accounts/a/deposit", 403, 200, 200, 200),
            ("POST", "/admin/snapshot", 403, 403, 200, 403),
            ("POST", "/ADMIN/snapshot", 403, 403, 200, 403),
            ("POST", "/%61dmin/snapshot", 403, 403, 200, 403),
            ("POST", "/admin/transfer", 403, 403, 400, 403),
            ("POST", "/admin/members", 403, 403, 400, 403),
            ("GET", "/paxos", 403, 403, 200, 403),
            ("GET", "/Paxos/status", 403, 403, 200, 403),
        ];
        foreach (var (method, path, byNobody, byClient, byAdmin, byReplica) in expected)
        {
            async Task<int> Status(Caller caller) => (method == "GET" ? await caller.GetAsync(path) : await caller.PostAsync(path, """{"amount":1}""")).Status;
            Assert.Equal((path, byNobody, byClient, byAdmin, byReplica), (path, await Status(nobody), await Status(client), await Status(admin), await Status(replica)));
        }

        Assert.Equal(3m, await client.BalanceAsync("a"));
        Assert.Contains("No certificate was shown", (await nobody.GetAsync("/accounts")).ShouldBeProblem(403)["detail"], StringComparison.Ordinal);
        Assert.StartsWith("Host:", (await admin.PostAsync("/admin/snapshot", "{}", host: "localhost:1")).ShouldBeProblem(403)["detail"], StringComparison.Ordinal);
        Assert.Equal(415, (await admin.PostAsync("/admin/snapshot", "{}", "text/plain")).Status);

        using var plain = new Caller(_bank.Address.Replace("https", "http", StringComparison.Ordinal));
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync("/status"));
    }

    private Caller As(string? own) => new(_bank.Address, Certificates, own);
}
