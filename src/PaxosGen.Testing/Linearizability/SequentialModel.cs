namespace PaxosGen.Testing;

/// <summary>
/// What a replicated object would do if one call came after another: the specification that
/// <see cref="LinearizabilityChecker"/> holds a history against. Deterministic, without side effects.
/// </summary>
/// <typeparam name="TState">An immutable state.</typeparam>
/// <typeparam name="TCall">A call.</typeparam>
/// <typeparam name="TResult">An answer.</typeparam>
public abstract class SequentialModel<TState, TCall, TResult>
{
    /// <summary>The state before the first call.</summary>
    public abstract TState Initial { get; }

    /// <summary>Tells apart states; needs a hash that equal states share. Good hashes make the check fast.</summary>
    public virtual IEqualityComparer<TState> States => EqualityComparer<TState>.Default;

    /// <summary>The state after a call and the answer to it. Must leave <paramref name="state"/> as it is.</summary>
    public abstract (TState State, TResult Result) Apply(TState state, TCall call);

    /// <summary>Whether a client may have observed this answer where the model gives that one; equality unless overridden, for instance to leave out what the model does not know.</summary>
    public virtual bool Matches(TResult modelled, TResult observed) => EqualityComparer<TResult>.Default.Equals(modelled, observed);

    /// <summary>
    /// Whether a call changes no state whatever; false unless overridden. A read that fits is placed at once, with nothing
    /// else tried in its place, which is what makes histories of many overlapping reads feasible.
    /// </summary>
    public virtual bool IsRead(TCall call) => false;

    /// <summary>
    /// The keys of the parts of the state that a call reads or writes; null, as by default, if it may touch all of it.
    /// Calls that are not connected by keys are checked apart, which is what makes long histories feasible
    /// (P-compositionality; Horn and Kroening, <i>Faster linearizability checking via P-compositionality</i>, 2015).
    /// </summary>
    public virtual IReadOnlyCollection<string>? Keys(TCall call) => null;
}
