using PaxosGen.Analyzers.Determinism.Leaves;
using PaxosGen.Analyzers.Determinism.Order;
using PaxosGen.Analyzers.Determinism.State;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>The code of all rules.</summary>
internal static class Catalogue
{
    /// <summary>The attribute by which a user vouches for code.</summary>
    public const string Deterministic = "PaxosGen.DeterministicAttribute";

    public static IReadOnlyList<Check> Checks(Analysis analysis) => [.. Leaf.Checks(analysis), new OrderCheck(analysis), .. State(new Model(analysis))];

    private static IEnumerable<Check> State(Model model) =>
    [
        new StaticState(model), new Exceptions(model.Analysis), new PartialCommit(model), new Services(model), new QueryWrites(model), new Escapes(model), new SnapshotShape(model), new Identities(model),
    ];
}
