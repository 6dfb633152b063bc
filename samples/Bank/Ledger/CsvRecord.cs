namespace BankSample.Ledger;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">The physical line that it starts on.</param>
/// <param name="End">Where in the file the next one starts.</param>
/// <param name="Fields">Its fields; null if it has none that can be told apart.</param>
/// <param name="Problem">Why there are no fields; null if there are.</param>
internal sealed record CsvRecord(long Line, long End, IReadOnlyList<string>? Fields, string? Problem);
