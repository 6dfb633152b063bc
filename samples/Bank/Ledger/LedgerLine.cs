using System.Diagnostics.CodeAnalysis;

namespace BankSample.Ledger;

/// <summary>What a line of a ledger asks for.</summary>
internal enum LedgerKind
{
    Deposit,
    Withdraw,
    Transfer,
}

/// <summary>A line of a ledger that makes sense: <c>kind,account,to,amount</c>.</summary>
/// <param name="Number">The physical line that it starts on.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Account">Whose account; of a transfer, the one that pays.</param>
/// <param name="To">Who gets a transfer; otherwise empty.</param>
/// <param name="Amount">How much, with the decimals that it is written with.</param>
internal sealed record LedgerLine(long Number, LedgerKind Kind, string Account, string To, decimal Amount)
{
    /// <summary>The columns, as the header names them.</summary>
    public const string Columns = "kind,account,to,amount";

    private const int ColumnCount = 4;

    /// <summary>Reads a line, by the same rules as the web API.</summary>
    public static bool TryParse(CsvRecord record, [NotNullWhen(true)] out LedgerLine? line, [NotNullWhen(false)] out string? why)
    {
        line = null;
        if (record.Fields is not { } fields)
        {
            why = record.Problem!;
        }
        else if (fields.Count != ColumnCount)
        {
            why = $"has {fields.Count} {(fields.Count == 1 ? "column" : "columns")} instead of {ColumnCount}: {Columns}.";
        }
        else if (KindOf(fields[0]) is not { } kind)
        {
            why = $"kind {Excerpt.Of(fields[0])} must be deposit, withdraw or transfer.";
        }
        else if (AccountText.WhyNot(fields[1]) is { } badAccount)
        {
            why = $"account {Excerpt.Of(fields[1])}: {badAccount}";
        }
        else if (kind != LedgerKind.Transfer && fields[2].Length > 0)
        {
            why = $"to {Excerpt.Of(fields[2])} must be empty: only a transfer has two accounts.";
        }
        else if (kind == LedgerKind.Transfer && AccountText.WhyNot(fields[2]) is { } badTo)
        {
            why = $"to {Excerpt.Of(fields[2])}: {badTo}";
        }
        else if (fields[1] == fields[2])
        {
            why = $"to {Excerpt.Of(fields[2])}: an account cannot pay itself.";
        }
        else if (!AmountText.TryParse(fields[3], out var amount, out var badAmount))
        {
            why = $"amount {Excerpt.Of(fields[3])} {badAmount}";
        }
        else
        {
            (line, why) = (new LedgerLine(record.Line, kind, fields[1], fields[2], amount), null);
        }

        return line is not null;
    }

    private static LedgerKind? KindOf(string text) => text switch
    {
        "deposit" => LedgerKind.Deposit,
        "withdraw" => LedgerKind.Withdraw,
        "transfer" => LedgerKind.Transfer,
        _ => null,
    };
}
