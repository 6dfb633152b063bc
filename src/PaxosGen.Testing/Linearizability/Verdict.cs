using System.Collections.Immutable;

namespace PaxosGen.Testing;

/// <summary>What <see cref="LinearizabilityChecker"/> found.</summary>
/// <param name="Visited">How many pairs of a state and a set of placed operations the search visited in all.</param>
public abstract record Verdict(long Visited)
{
    /// <summary>Throws unless the history was found linearizable; a search that was given up is no pass.</summary>
    /// <exception cref="NotLinearizableException">The history is not linearizable, or that is not known. The message explains it.</exception>
    public void EnsureLinearizable()
    {
        if (this is not Linearizable)
        {
            throw new NotLinearizableException(ToString());
        }
    }
}

/// <summary>There is an order that explains the whole history.</summary>
/// <param name="Visited">How many pairs of a state and a set of placed operations the search visited in all.</param>
public sealed record Linearizable(long Visited) : Verdict(Visited)
{
    /// <summary>The verdict in words.</summary>
    public override string ToString() => $"Linearizable; visited {Visited}.";
}

/// <summary>No order explains the history.</summary>
/// <param name="Visited">How many pairs of a state and a set of placed operations the search visited in all.</param>
/// <param name="Prefix">The longest order that was found to fit, of the part of the history that has none in full.</param>
/// <param name="Misfit">The operation that had to come next, since it returned first of all that remain, and could not.</param>
/// <param name="Explanation">Both readably, with what the model would have answered.</param>
public sealed record NotLinearizable(long Visited, ImmutableArray<Operation> Prefix, Operation Misfit, string Explanation) : Verdict(Visited)
{
    /// <summary>The verdict in words.</summary>
    public override string ToString() => $"Not linearizable; visited {Visited}. {Explanation}";
}

/// <summary>The limit was reached before an order was found or excluded.</summary>
/// <param name="Visited">How many pairs of a state and a set of placed operations the search visited in all.</param>
/// <param name="Operations">Size of the part of the history that was not decided.</param>
public sealed record Undecided(long Visited, int Operations) : Verdict(Visited)
{
    /// <summary>The verdict in words, and what can be done.</summary>
    public override string ToString() =>
        $"Undecided: a part of the history with {Operations} operations was given up at the limit, after {Visited} in all. "
        + "Check shorter histories, give the model keys, let fewer calls overlap or stay unknown, or raise LinearizabilityLimits.MaxVisited.";
}

/// <summary>A history is not linearizable, or could not be shown to be.</summary>
public sealed class NotLinearizableException(string message) : Exception(message);
