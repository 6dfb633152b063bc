namespace BankSample;

/// <summary>What a deposit or a withdrawal did.</summary>
/// <param name="Account">Whose account.</param>
/// <param name="Approved">False when the balance did not allow it; then nothing has changed.</param>
/// <param name="OldBalance">The balance before.</param>
/// <param name="NewBalance">The balance after.</param>
/// <param name="Slot">The command's place in the log.</param>
public sealed record Movement(string Account, bool Approved, decimal OldBalance, decimal NewBalance, long Slot);
