using PaxosGen;

namespace BankSample.Ledger;

/// <summary>Has the bank do what a line says, and reads its accounts page by page.</summary>
internal static class LedgerMoves
{
    // The largest page of the longest ids is far below what fits a reply.
    private const int PageSize = 10_000;

    /// <summary>Sends a line.</summary>
    /// <returns>Whether the bank has approved it.</returns>
    /// <exception cref="PaxosException">The bank has refused it, or cannot be reached.</exception>
    /// <exception cref="InvalidDataException">The answer does not fit the line.</exception>
    public static async Task<bool> ApplyAsync(this IBankClient bank, LedgerLine line, CancellationToken cancellationToken)
    {
        switch (line.Kind)
        {
            case LedgerKind.Deposit:
                var deposit = await bank.DepositAsync(line.Account, line.Amount, cancellationToken);
                return Checked(line, deposit.Approved, deposit.NewBalance - deposit.OldBalance);
            case LedgerKind.Withdraw:
                var withdrawal = await bank.WithdrawAsync(line.Account, line.Amount, cancellationToken);
                return Checked(line, withdrawal.Approved, withdrawal.OldBalance - withdrawal.NewBalance);
            default:
                var transfer = await bank.TransferAsync(line.Account, line.To, line.Amount, cancellationToken);
                return Checked(line, transfer.Approved, transfer.From.OldBalance - transfer.From.NewBalance)
                    & Checked(line, transfer.Approved, transfer.To.NewBalance - transfer.To.OldBalance);
        }
    }

    /// <summary>All accounts, in ordinal order.</summary>
    public static async Task<List<AccountBalance>> AllAccountsAsync(this IBankClient bank, CancellationToken cancellationToken)
    {
        List<AccountBalance> all = [];
        while (true)
        {
            var page = await bank.AccountsAfterAsync(all.Count > 0 ? all[^1].Account : "", PageSize, cancellationToken: cancellationToken);
            all.AddRange(page);
            if (page.Count < PageSize)
            {
                return all;
            }
        }
    }

    private static bool Checked(LedgerLine line, bool approved, decimal moved) => moved == (approved ? line.Amount : 0)
        ? approved
        : throw new InvalidDataException($"The bank's answer moves {moved} and not {line.Amount}.");
}
