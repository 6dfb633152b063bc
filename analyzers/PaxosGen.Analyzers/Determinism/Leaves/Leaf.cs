namespace PaxosGen.Analyzers.Determinism.Leaves;

/// <summary>The rules that look at one operation at a time.</summary>
internal static class Leaf
{
    public static IEnumerable<Check> Checks(Analysis analysis) =>
    [
        new ExternalUses(analysis.Apis), new HashCodes(analysis), new CultureComparisons(), new CultureFormats(), new TimeZones(), new Asynchrony(), new Unseen(), new RawMemory(),
        new Finalizers(), new Locks(),
    ];
}
