using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using BankSample.Certificates;

namespace PaxosGen.Bank.Tests;

/// <summary>Replicas in processes of their own that authenticate, with certificates made as users make them.</summary>
public sealed class ServeTlsTests
{
    [Fact]
    public async Task Three_members_serve_with_certificates_which_are_replaced_while_they_run()
    {
        await using var cluster = new ServedCluster(3);
        var folder = cluster.Folder(100);
        await MakeCertificatesAsync(folder, "1,2,3");
        var certificates = new CertificateFolder(folder);
        for (var id = 1; id <= 3; id++)
        {
            cluster.StartMember(id, "--bootstrap", $"--tls={folder}");
        }

        var addresses = new[] { await cluster[1].AddressAsync(), await cluster[2].AddressAsync(), await cluster[3].AddressAsync() };
        using var client = new Caller(addresses[0], certificates, certificates.Client);
        using var admin = new Caller(addresses[1], certificates, certificates.Admin);
        Assert.Equal(200, (await client.DepositAsync("a", 10)).Status);
        Assert.Equal(200, (await admin.PostAsync("/admin/snapshot", "{}")).Status);
        (await client.PostAsync("/admin/snapshot", "{}")).ShouldBeProblem(403);

        // A ledger goes through with a client's certificate, and not without.
        var ledger = Path.Combine(folder, "ledger.csv");
        await File.WriteAllTextAsync(ledger, "kind,account,to,amount\ndeposit,b,,5\n");
        await using (var replay = BankProcess.Start("replay", ledger, "--cluster", cluster.Address(1), "--tls", folder))
        {
            Assert.True(await replay.ExitCodeAsync() == 0, replay.Output);
        }

        await using (var plain = BankProcess.Start("replay", ledger, "--cluster", cluster.Address(1)))
        {
            Assert.Equal(1, await plain.ExitCodeAsync());
            Assert.Contains("This replica takes only TLS connections", plain.Sentence, StringComparison.Ordinal);
        }

        // New certificates of the same authority, in place of the old.
        var before = (await ShownAsync(cluster.Address(1), certificates), await ShownAsync(addresses[0]["https://".Length..], certificates));
        await MakeCertificatesAsync(folder, "1,2,3");
        var after = X509CertificateLoader.LoadCertificate(X509Certificate2.CreateFromPemFile(certificates.Replica(1)).RawData).Thumbprint;
        Assert.Equal((after, after), (await ShownAsync(cluster.Address(1), certificates), await ShownAsync(addresses[0]["https://".Length..], certificates)));
        Assert.NotEqual((after, after), before);
        Assert.Equal(200, (await client.DepositAsync("a", 1)).Status);

        // A member that comes back does so with the new ones.
        await cluster[3].StopsAsync();
        cluster.StartMember(3, $"--tls={folder}");
        using var fresh = new Caller(await cluster[3].AddressAsync(), certificates, certificates.Client);
        Assert.Equal(11m, await fresh.BalanceAsync("a"));
        Assert.Equal(5m, await fresh.BalanceAsync("b"));
        for (var id = 1; id <= 3; id++)
        {
            await cluster[id].StopsAsync();
        }
    }

    [Fact]
    public async Task A_certificate_of_another_member_or_cluster_is_not_started_with()
    {
        await using var cluster = new ServedCluster(1);
        var folder = cluster.Folder(100);
        await MakeCertificatesAsync(folder, "1", "--name", "other");
        await using var wrong = cluster.Start(1, "--bootstrap", $"--tls={folder}");
        Assert.Equal(2, await wrong.ExitCodeAsync());
        Assert.Contains("Tls: the certificate is that of paxosgen://other/replica/1, and this is paxosgen://default/replica/1.", wrong.Output, StringComparison.Ordinal);
        await using var missing = cluster.Start(2, "--bootstrap", $"--members=2={cluster.Address(1)}", $"--tls={folder}");
        Assert.Equal(2, await missing.ExitCodeAsync());
        Assert.Contains($"there is no '{Path.Combine(folder, "replica-2.pem")}'", missing.Output, StringComparison.Ordinal);
    }

    private static async Task MakeCertificatesAsync(string folder, string members, params string[] more)
    {
        await using var made = BankProcess.Start(["certificates", "--out", folder, "--members", members, .. more]);
        Assert.True(await made.ExitCodeAsync() == 0, made.Output);
    }

    // What a new connection to this address is shown.
    private static async Task<string> ShownAsync(string address, CertificateFolder certificates)
    {
        var at = System.Net.IPEndPoint.Parse(address);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(at);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(certificates.Root);
        await using var secure = new SslStream(new NetworkStream(socket));
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy });
        return ((X509Certificate2)secure.RemoteCertificate!).Thumbprint;
    }
}
