using System.Security.Cryptography;
using System.Text;
using PaxosGen;

namespace BankSample.Web;

/// <summary>The client that carries out a request: with the request's <c>Idempotency-Key</c>, if it has one.</summary>
internal sealed record Teller(IBankClient Client)
{
    private const string Header = "Idempotency-Key";
    private const int GuidBytes = 16;

    public static ValueTask<Teller?> BindAsync(HttpContext context)
    {
        var client = context.RequestServices.GetRequiredService<IBankClient>();
        var header = context.Request.Headers[Header];
        if (header.Count == 0)
        {
            return new(new Teller(client));
        }

        // All zeros is what an uninitialised variable holds, and strangers would share it.
        return header.Count == 1 && Guid.TryParse(header[0], out var key) && key != Guid.Empty
            ? new(new Teller(client.WithIdempotencyKey(context.GetPaxosPrincipal() is { } principal ? Bound(principal, key) : key)))
            : throw new ProblemException(Problem.BadField(Header, "must be one GUID, not all zeros."));
    }

    /// <summary>
    /// The key under which the cluster knows a caller's key. All callers of this process share its client, so that without this one could
    /// read another's result, or take his key, by presenting it. The same at every replica, and with a new certificate.
    /// </summary>
    internal static Guid Bound(PaxosPrincipal principal, Guid key) =>
        new(SHA256.HashData([.. Encoding.UTF8.GetBytes(principal.ToString()), .. key.ToByteArray(bigEndian: true)]).AsSpan(0, GuidBytes), bigEndian: true);
}
