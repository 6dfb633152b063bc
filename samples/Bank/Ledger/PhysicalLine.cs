namespace BankSample.Ledger;

/// <summary>One line of a file, as an editor counts it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Without its end; null if there are more than <see cref="LineReader.MaxBytes"/>.</param>
/// <param name="End">Where in the file the next one starts.</param>
internal sealed record PhysicalLine(long Number, byte[]? Bytes, long End);
