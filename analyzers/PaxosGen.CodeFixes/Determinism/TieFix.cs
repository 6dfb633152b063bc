using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Breaks the ties of a sort, or of <c>MaxBy</c> and <c>MinBy</c>, by the keys.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TieFix)), Shared]
public sealed class TieFix : ExpressionFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1009"];

    private protected override Rewrite? Find(ExpressionSyntax node, SemanticModel model)
    {
        var call = node as InvocationExpressionSyntax ?? (node.Parent is InvocationExpressionSyntax outer && outer.Expression == node ? outer : null);
        if (call is null || Syntax.Receiver(call) is not { } receiver
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ReducedFrom: not null, TypeArguments: { Length: > 0 } arguments } method || Names.OfDefinition(method.ContainingType) != "System.Linq.Enumerable")
        {
            return call is null ? Ordering.Of(node, model) : null;
        }

        if (method.Name is "OrderBy" or "OrderByDescending" or "ThenBy" or "ThenByDescending")
        {
            while (call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThenBy" or "ThenByDescending", Parent: InvocationExpressionSyntax next })
            {
                call = next;
            }

            return Ordering.WithoutTies(call, arguments[0], model);
        }

        // The first of the greatest is taken: in the order of the keys, that is the one with the least.
        return method.Name is not ("MaxBy" or "MinBy") ? null
            : receiver is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Values" } values && Ordering.Of(values.Expression, model) is { } sorted ? sorted
            : Ordering.InOrder(receiver, arguments[0], model);
    }
}
