using Microsoft.CodeAnalysis;

namespace PaxosGen.Analyzers.Determinism.External;

/// <summary>What a list says of a member, a type or a namespace.</summary>
/// <param name="Rule">What its use breaks; null if it is allowed.</param>
/// <param name="Advice">What to do instead.</param>
/// <param name="Severity">If it is worth less than other things that break the rule.</param>
internal sealed record Verdict(Rule? Rule, string Advice, DiagnosticSeverity? Severity = null)
{
    public static readonly Verdict Allowed = new(null, "");
}
