using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Sorts what has no order of its own before anybody can see in which order it comes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnorderedFix)), Shared]
public sealed class UnorderedFix : ExpressionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1008"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
        => Ordering.Of(node.Parent is InvocationExpressionSyntax call && call.Expression == node ? call : node, model);
}
