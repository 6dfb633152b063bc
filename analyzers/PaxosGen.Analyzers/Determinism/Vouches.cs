using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>PXG1027 about attributes: those who vouch say why, and for something that handlers reach.</summary>
internal static class Vouches
{
    // Tells the code fix that the attribute may go.
    private static readonly ImmutableDictionary<string, string?> Unused = ImmutableDictionary<string, string?>.Empty.Add("Unused", "true");

    public static void Check(SymbolAnalysisContext context, Func<CancellationToken, AnalysisResult> analyze)
    {
        var symbol = context.Symbol;
        if (symbol.IsImplicitlyDeclared || Names.AttributeOf(symbol, Catalogue.Deterministic) is not { } attribute || Names.LocationOf(attribute) is not { } location)
        {
            return;
        }

        var name = $"[Deterministic] on {symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}";
        if (attribute.ConstructorArguments.Length != 1 || attribute.ConstructorArguments[0].Value is not string why || string.IsNullOrWhiteSpace(why))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.Hygiene.Descriptor, location, name, "gives no reason: write down why the code does the same on every replica"));
        }
        else if (analyze(context.CancellationToken).NeedsVouch is { } needs && !needs(symbol))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.Hygiene.Descriptor, location, Unused, name, "vouches for nothing that a handler reaches: remove it"));
        }
    }
}
