using System.Text;

namespace BankSample.Web;

/// <summary>An account's id as a request names it: 1 to 64 characters, compared exactly as written.</summary>
/// <remarks>
/// Characters are Unicode code points. Control characters and white space at the ends are refused, because two ids that
/// look the same would be two accounts. That is for the web API to judge and not for the state machine: what counts as
/// white space can change with the runtime, and replicas may run different ones.
/// </remarks>
internal sealed record AccountId(string Value)
{
    /// <summary>Takes the id from <c>/accounts/{id}</c>.</summary>
    public static ValueTask<AccountId?> BindAsync(HttpContext context) => new(Parse("id", UrlPath.Segment(context, 1) ?? ""));

    /// <summary>Routing takes <c>/accounts//deposit</c> for no route at all and <c>/accounts/</c> for the list; both mean an id that is empty.</summary>
    public static Task RefuseEmpty(HttpContext context, RequestDelegate next) =>
        context.Request.Path.StartsWithSegments("/accounts", StringComparison.Ordinal, out var rest)
        && (rest.Value is "/" || rest.Value!.StartsWith("//", StringComparison.Ordinal))
            ? Task.FromException(new ProblemException(Problem.BadField("id", WhyNot("")!)))
            : next(context);

    /// <summary>Checks an id.</summary>
    /// <exception cref="ProblemException">It cannot be one; names <paramref name="field"/>.</exception>
    public static AccountId Parse(string field, string value) => WhyNot(value) is { } why ? throw new ProblemException(Problem.BadField(field, why)) : new(value);

    private static string? WhyNot(string value)
    {
        var characters = value.EnumerateRunes().Count();
        return characters is 0 or > Money.MaxAccountCharacters ? $"an account's id has 1 to {Money.MaxAccountCharacters} characters, not {characters}."
            : value.EnumerateRunes().Any(Rune.IsControl) ? "an account's id has no control characters."
            : value.Trim().Length != value.Length ? "an account's id neither starts nor ends with white space."
            : value is "." or ".." ? "'.' and '..' are no ids: a URL cannot name them."
            : null;
    }
}
