namespace BankSample.Web;

/// <summary>The body of a deposit or a withdrawal: <c>{"amount":10.5}</c>.</summary>
internal sealed record MoveRequest(decimal Amount)
{
    public static async ValueTask<MoveRequest?> BindAsync(HttpContext context)
    {
        var body = (await JsonBody.BindAsync(context))!;
        return new MoveRequest(body.Amount("amount"));
    }
}
