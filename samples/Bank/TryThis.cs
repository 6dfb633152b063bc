using BankSample.Certificates;

namespace BankSample;

/// <summary>Requests to start with, as lines for a shell.</summary>
internal static class TryThis
{
    /// <summary>The requests.</summary>
    /// <param name="address">Where the web API is.</param>
    /// <param name="tls">The certificates; null without TLS, or when the caller has his own.</param>
    public static string Text(string address, CertificateFolder? tls = null)
    {
        var (client, admin) = tls is null ? ("curl", "curl")
            : ($"curl --cacert {tls.Root} --cert {tls.Client}", $"curl --cacert {tls.Root} --cert {tls.Admin}");
        return Lines(address, client, admin);
    }

    private static string Lines(string address, string client, string admin) => $$"""
        Try this:
          {{client}} {{address}}/accounts/alice/deposit  -H 'Content-Type: application/json' -d '{"amount":10.5}'
          {{client}} {{address}}/accounts/alice/withdraw -H 'Content-Type: application/json' -d '{"amount":4}'
          {{client}} {{address}}/transfers -H 'Content-Type: application/json' -d '{"from":"alice","to":"bob","amount":1}'
          {{client}} {{address}}/transfers -H 'Content-Type: application/json' -H 'Idempotency-Key: {{Guid.NewGuid()}}' -d '{"from":"alice","to":"bob","amount":2}'
          {{client}} {{address}}/accounts/alice
          {{client}} '{{address}}/accounts?prefix=a&limit=10'
          {{client}} {{address}}/status
          {{admin}} {{address}}/admin/snapshot -H 'Content-Type: application/json' -d '{}'
        In a browser, {{address}}/paxos shows the replicas.

        """;
}
