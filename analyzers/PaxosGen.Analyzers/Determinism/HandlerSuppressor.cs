using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.Analyzers.Determinism;

/// <summary>
/// Quiets what .NET's own analyzers say of handlers and is wrong there: that they could be static or properties, and that
/// their random numbers are no secrets.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerSuppressor : DiagnosticSuppressor
{
    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } =
    [
        new("PXGS1822", "CA1822", "Commands and queries are called on the state machine's instance."),
        new("PXGS1024", "CA1024", "Commands and queries are methods: they are sent to replicas."),
        new("PXGS5394", "CA5394", "Random numbers of a command must be equal on every replica; PXG1002 tells which are not."),
    ];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (IsInHandler(diagnostic, context) && SupportedSuppressions.FirstOrDefault(s => s.SuppressedDiagnosticId == diagnostic.Id) is { } suppression)
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }

    private static bool IsInHandler(Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
        {
            return false;
        }

        var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method
            && context.GetSemanticModel(tree).GetDeclaredSymbol(method, context.CancellationToken) is { } symbol
            && (Names.Has(symbol, Names.Command) || Names.Has(symbol, Names.Query));
    }
}
