namespace BankSample;

/// <summary>Requests to start with, as lines for a shell.</summary>
internal static class TryThis
{
    public static string Text(string address) => $$"""
        Try this:
          curl {{address}}/accounts/alice/deposit  -H 'Content-Type: application/json' -d '{"amount":10.5}'
          curl {{address}}/accounts/alice/withdraw -H 'Content-Type: application/json' -d '{"amount":4}'
          curl {{address}}/transfers -H 'Content-Type: application/json' -d '{"from":"alice","to":"bob","amount":1}'
          curl {{address}}/transfers -H 'Content-Type: application/json' -H 'Idempotency-Key: {{Guid.NewGuid()}}' -d '{"from":"alice","to":"bob","amount":2}'
          curl {{address}}/accounts/alice
          curl '{{address}}/accounts?prefix=a&limit=10'
          curl {{address}}/status
          curl {{address}}/admin/snapshot -H 'Content-Type: application/json' -d '{}'
        In a browser, {{address}}/paxos shows the replicas.

        """;
}
