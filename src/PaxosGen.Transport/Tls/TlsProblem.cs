namespace PaxosGen.Transport;

/// <summary>Something about this end's certificates that an operator should mend.</summary>
/// <param name="IsExpiry">Whether it is only that the own certificate expires soon, or has expired; otherwise, something cannot be read.</param>
/// <param name="Text">What, and what it means.</param>
public sealed record TlsProblem(bool IsExpiry, string Text);
