namespace BankSample;

/// <summary>What a transfer did.</summary>
/// <param name="Approved">False when the payer's balance did not allow it; then nothing has changed.</param>
/// <param name="From">Who paid.</param>
/// <param name="To">Who was paid.</param>
/// <param name="Slot">The command's place in the log.</param>
public sealed record TransferResult(bool Approved, TransferSide From, TransferSide To, long Slot);

/// <summary>One account of a transfer.</summary>
/// <param name="Account">Whose.</param>
/// <param name="OldBalance">The balance before.</param>
/// <param name="NewBalance">The balance after.</param>
public sealed record TransferSide(string Account, decimal OldBalance, decimal NewBalance);
