namespace PaxosGen.Testing;

/// <summary>
/// Decides whether a history is linearizable (Herlihy and Wing, 1990): whether each call can be given one moment between
/// its invocation and its return, so that a sequential model gives all the answers that the clients got.
/// </summary>
/// <remarks>
/// Wing and Gong's search with the memory of what was visited (Lowe, <i>Testing for linearizability</i>, 2017), for each
/// connected part of the history by itself. One thread, no clock, no randomness: equal histories give equal verdicts.
/// </remarks>
public static class LinearizabilityChecker
{
    /// <summary>Checks a history against a model.</summary>
    /// <param name="operations">The history, such as <see cref="History{TCall, TResult}.Operations"/>. Dropped operations are left out of it.</param>
    /// <param name="model">What the answers should have been, one call after another.</param>
    /// <param name="limits">When to give up.</param>
    /// <returns><see cref="Linearizable"/>, <see cref="NotLinearizable"/> or <see cref="Undecided"/>.</returns>
    /// <exception cref="ArgumentException">An operation returned before it was invoked.</exception>
    public static Verdict Check<TState, TCall, TResult>(
        IEnumerable<Operation<TCall, TResult>> operations, SequentialModel<TState, TCall, TResult> model, LinearizabilityLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentNullException.ThrowIfNull(model);
        limits ??= new LinearizabilityLimits();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limits.MaxVisited);

        var relevant = operations.Where(o => o.Outcome != OperationOutcome.Dropped).OrderBy(o => o.InvokedAt).ToList();
        if (relevant.Find(o => o.ReturnedAt <= o.InvokedAt) is { } reversed)
        {
            throw new ArgumentException($"An operation returned before it was invoked: {reversed}.", nameof(operations));
        }

        long visited = 0;
        Undecided? undecided = null;
        foreach (var part in Partition.ByKeys(relevant, model))
        {
            var verdict = new Search<TState, TCall, TResult>(part, model, limits).Run();
            visited += verdict.Visited;
            if (verdict is NotLinearizable found)
            {
                return found with { Visited = visited };
            }

            // Another part may still show that the history is wrong.
            undecided ??= verdict as Undecided;
        }

        return undecided is null ? new Linearizable(visited) : undecided with { Visited = visited };
    }
}
