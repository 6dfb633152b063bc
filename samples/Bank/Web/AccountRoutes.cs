using Microsoft.AspNetCore.Http.HttpResults;

namespace BankSample.Web;

/// <summary>The routes that move and show money.</summary>
/// <remarks>
/// ASP.NET's generator writes the code behind each route, and one generator does not see what another wrote: the
/// signatures here name only types that are written by hand, and <see cref="Teller"/> holds the generated client.
/// </remarks>
internal static class AccountRoutes
{
    public static void MapAccounts(this IEndpointRouteBuilder web)
    {
        web.MapPost("/accounts/{id}/deposit", DepositAsync).WithMetadata(NeedsRole.Client);
        web.MapPost("/accounts/{id}/withdraw", WithdrawAsync).WithMetadata(NeedsRole.Client);
        web.MapPost("/transfers", TransferAsync).WithMetadata(NeedsRole.Client);
        web.MapGet("/accounts/{id}", BalanceAsync).WithMetadata(NeedsRole.Client);
        web.MapGet("/accounts", AccountsAsync).WithMetadata(NeedsRole.Client);
    }

    private static async Task<Ok<Movement>> DepositAsync(AccountId account, MoveRequest move, Teller teller, CancellationToken cancellation) =>
        TypedResults.Ok(await teller.Client.DepositAsync(account.Value, move.Amount, cancellation));

    private static async Task<Ok<Movement>> WithdrawAsync(AccountId account, MoveRequest move, Teller teller, CancellationToken cancellation) =>
        TypedResults.Ok(await teller.Client.WithdrawAsync(account.Value, move.Amount, cancellation));

    private static async Task<Ok<TransferResult>> TransferAsync(TransferRequest transfer, Teller teller, CancellationToken cancellation) =>
        TypedResults.Ok(await teller.Client.TransferAsync(transfer.From, transfer.To, transfer.Amount, cancellation));

    private static async Task<Ok<AccountBalance>> BalanceAsync(AccountId account, Query query, Teller teller, CancellationToken cancellation) =>
        TypedResults.Ok(new AccountBalance(account.Value, await teller.Client.BalanceAsync(account.Value, query.Consistency, cancellation)));

    private static async Task<Ok<List<AccountBalance>>> AccountsAsync(Query query, Teller teller, CancellationToken cancellation) =>
        TypedResults.Ok(await teller.Client.AccountsAsync(query.Prefix, query.Limit, query.Consistency, cancellation));
}
