using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>Something that a rule has to say about a place in a body. Whether it is reported depends on who reaches the body.</summary>
/// <param name="What">The leaf, as it is called in the message.</param>
/// <param name="Advice">What to do about it, or what exactly happens there.</param>
internal sealed record Finding(Rule Rule, Location Location, string What, string Advice)
{
    /// <summary>Another severity than the rule's, for what is worth less.</summary>
    public DiagnosticSeverity? Severity { get; init; }

    /// <summary>Where what is found comes from, if that is another place.</summary>
    public ImmutableArray<Location> Related { get; init; } = [];

    /// <summary>What the rule's code fix needs to know.</summary>
    public ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Asked when all that is reached is known: whether the finding holds there. Null means that it always does.</summary>
    public Func<Visit, bool>? Holds { get; init; }
}
