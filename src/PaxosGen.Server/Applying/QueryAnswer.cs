namespace PaxosGen.Server.Applying;

/// <summary>The answer to a query.</summary>
/// <param name="Envelope">The bytes of a <see cref="ResultEnvelope"/>.</param>
/// <param name="Hint">For people to read: what the handler's exception said on this replica; null when it threw none.</param>
public readonly record struct QueryAnswer(ReadOnlyMemory<byte> Envelope, string? Hint);
