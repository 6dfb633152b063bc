using PaxosGen.Analyzers.Determinism.Leaves;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The code of all rules.</summary>
internal static class Catalogue
{
    /// <summary>The attribute by which a user vouches for code.</summary>
    public const string Deterministic = "PaxosGen.DeterministicAttribute";

    public static IReadOnlyList<Check> Checks(Analysis analysis) =>
    [
        new ExternalUses(analysis.Apis),
    ];
}
