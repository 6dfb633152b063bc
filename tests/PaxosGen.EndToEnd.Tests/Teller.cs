using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace PaxosGen.EndToEnd.Tests;

/// <summary>How one attempt at a request ended.</summary>
internal abstract record Attempt
{
    /// <summary>The bank answered.</summary>
    public sealed record Answered(BankAnswer Answer, long Slot) : Attempt;

    /// <summary>It may have taken effect, or may still.</summary>
    public sealed record Uncertain(string Why) : Attempt;

    /// <summary>The answer says that it has not, or nobody was there to ask.</summary>
    public sealed record NotApplied(string Why) : Attempt;

    /// <summary>An answer that this API must never give to such a request.</summary>
    public sealed record Odd(string Why) : Attempt;
}

/// <summary>Sends requests to the web APIs of a cluster and reads the answers.</summary>
internal sealed class Teller : IDisposable
{
    private readonly BankCluster _cluster;
    private readonly HttpClient _http;

    public Teller(BankCluster cluster, TimeSpan patience)
    {
        _cluster = cluster;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = patience };
    }

    /// <summary>Sends a call to a member, once.</summary>
    /// <param name="id">The member.</param>
    /// <param name="call">What.</param>
    /// <param name="key">Makes a command safe to repeat.</param>
    public async Task<Attempt> TryAsync(int id, BankCall call, Guid key)
    {
        using var request = Request(id, call, key);
        try
        {
            using var response = await _http.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();
            return (int)response.StatusCode switch
            {
                200 => Read(call, JsonDocument.Parse(body).RootElement),
                503 when body.Contains("\"outcome\":\"notApplied\"", StringComparison.Ordinal) => new Attempt.NotApplied(body),
                503 when body.Contains("\"outcome\":\"unknown\"", StringComparison.Ordinal) => new Attempt.Uncertain(body),
                var status => new Attempt.Odd($"{call} at {id}: {status} {body}"),
            };
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new Attempt.NotApplied(e.Message);
        }
        // HttpClient lets a bare SocketException pass if the other end is killed just when the connection is made.
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            return new Attempt.Uncertain(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(int id, BankCall call, Guid key)
    {
        var (method, path, body) = call switch
        {
            BankCall.Deposit(var account, var amount) => (HttpMethod.Post, $"accounts/{account}/deposit", Json(amount)),
            BankCall.Withdraw(var account, var amount) => (HttpMethod.Post, $"accounts/{account}/withdraw", Json(amount)),
            BankCall.Transfer(var from, var to, var amount) => (HttpMethod.Post, "transfers", $$"""{"from":"{{from}}","to":"{{to}}",{{Json(amount)[1..]}}"""),
            BankCall.Balance(var account) => (HttpMethod.Get, $"accounts/{account}?consistency=linearizable", ""),
            _ => throw new ArgumentException($"The bank has no such call: {call}.", nameof(call)),
        };
        var request = new HttpRequestMessage(method, $"http://{_cluster.HttpAddress(id)}/{path}");
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", $"{key}");
        }

        return request;
    }

    private static string Json(decimal amount) => string.Create(CultureInfo.InvariantCulture, $$"""{"amount":{{amount}}}""");

    private static Attempt.Answered Read(BankCall call, JsonElement json)
    {
        if (call is BankCall.Balance)
        {
            var balance = json.GetProperty("balance").GetDecimal();
            return new Attempt.Answered(new BankAnswer(true, new BalanceChange(balance, balance)), 0);
        }

        var approved = json.GetProperty("approved").GetBoolean();
        var answer = call is BankCall.Transfer
            ? new BankAnswer(approved, Change(json.GetProperty("from")), Change(json.GetProperty("to")))
            : new BankAnswer(approved, Change(json));
        return new Attempt.Answered(answer, json.GetProperty("slot").GetInt64());
    }

    private static BalanceChange Change(JsonElement side) => new(side.GetProperty("oldBalance").GetDecimal(), side.GetProperty("newBalance").GetDecimal());
}
