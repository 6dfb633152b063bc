namespace BankSample.Ledger;

/// <summary>How far a replay has come.</summary>
/// <param name="Lines">Lines of the ledger that were rejected, or sent.</param>
/// <param name="Approved">Lines that the bank has approved.</param>
/// <param name="Refused">Lines that the bank has not approved, because a balance was too small.</param>
/// <param name="Rejected">Bad lines.</param>
/// <param name="Through">The number of the last line that was rejected or sent.</param>
/// <param name="End">Where in the file the next one starts.</param>
internal readonly record struct ReplayCounts(long Lines, long Approved, long Refused, long Rejected, long Through, long End);
