namespace BankSample.Web;

/// <summary>The body of a transfer: <c>{"from":"a","to":"b","amount":1}</c>.</summary>
internal sealed record TransferRequest(string From, string To, decimal Amount)
{
    public static async ValueTask<TransferRequest?> BindAsync(HttpContext context)
    {
        var body = (await JsonBody.BindAsync(context))!;
        var request = new TransferRequest(body.Account("from").Value, body.Account("to").Value, body.Amount("amount"));
        return request.From != request.To
            ? request
            : throw new ProblemException(new Problem(StatusCodes.Status409Conflict, "Transfer to itself", "to: an account cannot pay itself."));
    }
}
