namespace PaxosGen.Testing;

/// <summary>How much work <see cref="LinearizabilityChecker"/> may do before it gives up.</summary>
public sealed record LinearizabilityLimits
{
    /// <summary>
    /// Pairs of a state and a set of placed operations that the search of one part of the history may visit. Each is kept in
    /// memory, with a state of the model, while that part is searched.
    /// </summary>
    public int MaxVisited { get; init; } = 1_000_000;
}
