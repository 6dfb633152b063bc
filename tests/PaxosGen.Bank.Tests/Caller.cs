using System.Globalization;
using System.Text;

namespace PaxosGen.Bank.Tests;

/// <summary>Somebody who uses the web API.</summary>
internal sealed class Caller(string address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(30) };

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
}
