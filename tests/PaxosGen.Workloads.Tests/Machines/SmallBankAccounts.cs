namespace PaxosGen.Workloads;

/// <summary>The two accounts that each customer of <see cref="SmallBank"/> has.</summary>
/// <param name="Savings">Cents in the savings account; never negative.</param>
/// <param name="Checking">Cents in the checking account; negative when overdrawn by a cheque.</param>
public readonly record struct SmallBankAccounts(long Savings, long Checking);
