namespace BankSample.Web;

/// <summary>The client that carries out a request: with the request's <c>Idempotency-Key</c>, if it has one.</summary>
internal sealed record Teller(IBankClient Client)
{
    private const string Header = "Idempotency-Key";

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
            ? new(new Teller(client.WithIdempotencyKey(key)))
            : throw new ProblemException(Problem.BadField(Header, "must be one GUID, not all zeros."));
    }
}
