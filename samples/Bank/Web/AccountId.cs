namespace BankSample.Web;

/// <summary>An account's id as a request names it; see <see cref="AccountText"/>.</summary>
internal sealed record AccountId(string Value)
{
    /// <summary>Takes the id from <c>/accounts/{id}</c>.</summary>
    public static ValueTask<AccountId?> BindAsync(HttpContext context) => new(Parse("id", UrlPath.Segment(context, 1) ?? ""));

    /// <summary>Routing takes <c>/accounts//deposit</c> for no route at all and <c>/accounts/</c> for the list; both mean an id that is empty.</summary>
    public static Task RefuseEmpty(HttpContext context, RequestDelegate next) =>
        context.Request.Path.StartsWithSegments("/accounts", StringComparison.Ordinal, out var rest)
        && (rest.Value is "/" || rest.Value!.StartsWith("//", StringComparison.Ordinal))
            ? Task.FromException(new ProblemException(Problem.BadField("id", AccountText.WhyNot("")!)))
            : next(context);

    /// <summary>Checks an id.</summary>
    /// <exception cref="ProblemException">It cannot be one; names <paramref name="field"/>.</exception>
    public static AccountId Parse(string field, string value) => AccountText.WhyNot(value) is { } why ? throw new ProblemException(Problem.BadField(field, why)) : new(value);
}
