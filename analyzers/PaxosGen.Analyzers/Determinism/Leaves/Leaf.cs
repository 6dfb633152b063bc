namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>The rules that look at one operation at a time.</summary>
internal static class Leaf
{
    public static IEnumerable<Check> Checks(Analysis analysis) => Checks(analysis, new Instantiations());

    private static IEnumerable<Check> Checks(Analysis analysis, Instantiations instantiations) =>
    [
        instantiations, new ExternalUses(analysis.Apis), new HashCodes(analysis, instantiations), new CultureComparisons(instantiations), new CultureFormats(), new TimeZones(), new Asynchrony(), new Unseen(), new RawMemory(),
        new Finalizers(), new Locks(), new RegexTimeOuts(), new Cultures(),
    ];
}
