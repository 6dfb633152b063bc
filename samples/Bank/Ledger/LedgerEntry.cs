namespace BankSample.Ledger;

/// <summary>What a ledger has next.</summary>
/// <param name="Number">The physical line that it starts on.</param>
/// <param name="End">Where in the file the next one starts.</param>
/// <param name="Line">The line; null if it is bad.</param>
/// <param name="Problem">Why it is bad; null if it is not.</param>
internal sealed record LedgerEntry(long Number, long End, LedgerLine? Line, string? Problem);
