using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BankSample.Certificates;

namespace PaxosGen.Bank.Tests;

/// <summary>Somebody who uses the web API.</summary>
/// <param name="address">Where the web API is.</param>
/// <param name="tls">The certificates of its cluster; null without TLS.</param>
/// <param name="own">The caller's own certificate; null for none.</param>
internal sealed class Caller(string address, CertificateFolder? tls = null, string? own = null) : IDisposable
{
    private readonly HttpClient _http = new(Handler(tls, own)) { Timeout = TimeSpan.FromSeconds(30) };

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(
        string path, string? body, string? contentType = "application/json", string? key = null, string? host = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Encoding.UTF8.GetBytes(body), contentType, key, host);

    public Task<Answer> DepositAsync(string account, decimal amount, string? key = null) =>
        PostAsync($"/accounts/{account}/deposit", string.Create(CultureInfo.InvariantCulture, $$"""{"amount":{{amount}}}"""), key: key);

    public async Task<decimal> BalanceAsync(string account) =>
        decimal.Parse((await GetAsync($"/accounts/{account}"))["balance"], CultureInfo.InvariantCulture);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, byte[]? body = null, string? contentType = null, string? key = null, string? host = null)
    {
        // The path goes out as written.
        using var request = new HttpRequestMessage(method, new Uri(address + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Host = host;
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(CertificateFolder? tls, string? own)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        if (tls is not null)
        {
            // As curl --cacert: the authority alone is trusted, and the host must be the one of the certificate.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(tls.Root);
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(own), null, offline: true),
            };
        }

        return handler;
    }
}
