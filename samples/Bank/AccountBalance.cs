namespace BankSample;

/// <summary>An account and what is in it.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Balance">How much.</param>
public sealed record AccountBalance(string Account, decimal Balance);
