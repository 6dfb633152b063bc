using BankSample;
using BankSample.Certificates;
using BankSample.Commands;
using BankSample.Web;
using PaxosGen.Client;

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
            ("POST", "/admin/rejoin", 403, 403, 400, 403),
            ("GET", "/paxos", 403, 403, 200, 403),
            ("GET", "/Paxos/status", 403, 403, 200, 403),

            // A method that a route does not take says so only to who may use the route.
            ("DELETE", "/accounts", 403, 405, 405, 405),
            ("GET", "/admin/snapshot", 403, 403, 405, 403),
            ("GET", "/ADMIN/nothing", 403, 403, 404, 403),
            ("POST", "/paxos", 403, 403, 405, 403),
        ];
        foreach (var (method, path, byNobody, byClient, byAdmin, byReplica) in expected)
        {
            async Task<int> Status(Caller caller) => (method == "POST" ? await caller.PostAsync(path, """{"amount":1}""") : await caller.SendAsync(new HttpMethod(method), path)).Status;
            Assert.Equal((path, byNobody, byClient, byAdmin, byReplica), (path, await Status(nobody), await Status(client), await Status(admin), await Status(replica)));
        }

        Assert.Equal(3m, await client.BalanceAsync("a"));
        Assert.Contains("No certificate was shown", (await nobody.GetAsync("/accounts")).ShouldBeProblem(403)["detail"], StringComparison.Ordinal);
        Assert.StartsWith("Host:", (await admin.PostAsync("/admin/snapshot", "{}", host: "localhost:1")).ShouldBeProblem(403)["detail"], StringComparison.Ordinal);
        Assert.Equal(415, (await admin.PostAsync("/admin/snapshot", "{}", "text/plain")).Status);

        using var plain = new Caller(_bank.Address.Replace("https", "http", StringComparison.Ordinal));
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync("/status"));
    }

    [Fact]
    public async Task An_idempotency_key_is_its_callers_alone()
    {
        const string key = "7f3c0a0e-9c1b-4d0a-8f4e-2b9d5f6a7c81";
        using var client = As(Certificates.Client);
        using var admin = As(Certificates.Admin);
        Assert.Equal("5", (await client.DepositAsync("keyed-a", 5, key))["newBalance"]);
        Assert.Equal("7", (await admin.DepositAsync("keyed-b", 7, key))["newBalance"]);
        Assert.Equal("5", (await client.DepositAsync("keyed-a", 5, key))["newBalance"]);
        Assert.Equal(422, (await client.DepositAsync("keyed-a", 6, key)).Status);
        Assert.Equal((5m, 7m), (await client.BalanceAsync("keyed-a"), await client.BalanceAsync("keyed-b")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_nobody_is_disconnected_with_the_answer(bool isSomebody)
    {
        var address = new Uri(_bank.Address);
        using var socket = new System.Net.Sockets.TcpClient(address.Host, address.Port);
        await using var secure = new System.Net.Security.SslStream(socket.GetStream());
        await secure.AuthenticateAsClientAsync(new System.Net.Security.SslClientAuthenticationOptions
        {
            TargetHost = address.Host,
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            ClientCertificateContext = isSomebody
                ? System.Net.Security.SslStreamCertificateContext.Create(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPemFile(Certificates.Client), null, offline: true)
                : null,
        });
        using var reader = new StreamReader(secure);
        async Task<string> AskAsync()
        {
            await secure.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /admin/snapshot HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"));
            var head = "";
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                head += line + "\n";
            }

            return head;
        }

        var answer = await AskAsync();
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Equal(!isSomebody, answer.Contains("Connection: close", StringComparison.Ordinal));
        if (!isSomebody)
        {
            // To its end.
            Assert.Contains("No certificate was shown", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whoever_asks_is_told_that_the_bank_is_not_ready_and_admins_why()
    {
        // A client of a cluster that is not there.
        var client = BankClient.Create(PaxosClient.Create(["127.0.0.1:1"], options: new PaxosClientOptions { Tls = Certificates.ForClient() }));
        var web = new WebOptions { Http = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), Tls = Certificates.ForReplica(1) };
        await using var bank = await BankWeb.StartAsync(web, client, new Replicas(static () => []), null, CancellationToken.None);
        using var nobody = new Caller(bank.Address, Certificates);
        using var admin = new Caller(bank.Address, Certificates, Certificates.Admin);
        Assert.Equal("This replica is not ready. Admins are told why.", (await nobody.GetAsync("/health/ready")).ShouldBeProblem(503)["detail"]);
        Assert.Contains("linearizable read", (await admin.GetAsync("/health/ready")).ShouldBeProblem(503)["detail"], StringComparison.Ordinal);
    }

    private Caller As(string? own) => new(_bank.Address, Certificates, own);
}
