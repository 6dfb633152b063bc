namespace BankSample.Web;

/// <summary>Reads an amount of money from the text of a JSON number; 1, 1.0 and 1e0 are the same amount.</summary>
internal static class Amount
{
    /// <summary>Reads a JSON number.</summary>
    /// <exception cref="ProblemException">It is no amount; names <paramref name="field"/>.</exception>
    public static decimal Parse(string field, string number) => AmountText.TryParse(number, out var amount, out var why)
        ? Normal(amount)
        : throw new ProblemException(Problem.BadField(field, why));

    // Commands with an idempotency key are compared as bytes, so one amount must have one form.
    private static decimal Normal(decimal value) => value / 1.0000000000000000000000000000m;
}
