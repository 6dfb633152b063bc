using System.Globalization;

namespace BankSample.Ledger;

/// <summary>What a replay ends with, for people.</summary>
internal static class ReplaySummary
{
    private const int MostNumbers = 100;
    private const int MostDiscrepancies = 20;

    /// <summary>Counts and speed.</summary>
    public static string Counts(Replay replay, Books books, int concurrency)
    {
        var counts = replay.Counts;
        var answered = counts.Approved + counts.Refused + counts.Rejected;
        var seconds = replay.Elapsed.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"""
            lines       {counts.Lines}
            approved    {counts.Approved}
            refused     {counts.Refused} (balance too small)
            rejected    {counts.Rejected}{(counts.Rejected > 0 ? $": {Numbers(replay.Rejected)}" : "")}
            deposited   {books.Deposited}
            withdrawn   {books.Withdrawn}
            transferred {books.Transferred}
            throughput  {(seconds > 0 ? answered / seconds : 0):0} lines/s: {seconds:0.00} s with {concurrency} in flight
            """);
    }

    /// <summary>What is in the bank, and whether it must be that.</summary>
    /// <param name="books">What the ledger did.</param>
    /// <param name="accounts">How many accounts the bank has.</param>
    /// <param name="total">What is in them.</param>
    /// <param name="discrepancies">Those that hold something else than the ledger says.</param>
    /// <param name="isConserved">Whether that is all right.</param>
    public static string Money(Books books, int accounts, MoneySum total, IReadOnlyCollection<Discrepancy> discrepancies, bool isConserved)
    {
        var sum = $"{books.Before} before + {books.Deposited} deposited - {books.Withdrawn} withdrawn";
        var judgement = discrepancies.Count == 0 ? $"conserved: {sum} = {total} after"
            : !isConserved ? $"not conserved: {sum} is not {total} after, or accounts hold what others should"
            : discrepancies.Any(d => d.IsOfLedger) ? "cannot be judged: others moved money in the ledger's accounts meanwhile"
            : "conserved in the ledger's accounts; others moved money in accounts of their own meanwhile";
        return string.Create(CultureInfo.InvariantCulture, $"""
            total       {total} in {accounts} accounts
            money       {judgement}
            """);
    }

    /// <summary>Accounts that hold something else than they must.</summary>
    public static string Discrepancies(IReadOnlyCollection<Discrepancy> discrepancies) => string.Join(
        '\n',
        [
            .. discrepancies.Take(MostDiscrepancies).Select(d => $"  {d}"),
            .. discrepancies.Count > MostDiscrepancies ? [$"  and {discrepancies.Count - MostDiscrepancies} more"] : (string[])[],
        ]);

    /// <summary>How far a replay came that ended before its ledger did.</summary>
    public static string Reach(Replay replay) => string.Concat(
        replay.Counts.Lines == 0 ? "No line was sent." : $"Lines up to {replay.Counts.Through} were sent, later ones were not.",
        replay.NotApplied.Count > 0 ? $" Certainly not applied: {Numbers(replay.NotApplied)}." : "",
        replay.Unknown.Count > 0 ? $" Without an answer, perhaps applied: {Numbers(replay.Unknown)}." : "",
        replay.Counts.Lines > 0 && replay.NotApplied.Count + replay.Unknown.Count == 0 ? " All of them are answered." : "");

    private static string Numbers(IReadOnlyList<long> lines) =>
        $"{(lines.Count == 1 ? "line" : "lines")} {string.Join(", ", lines.Take(MostNumbers))}{(lines.Count > MostNumbers ? $" and {lines.Count - MostNumbers} more" : "")}";
}
