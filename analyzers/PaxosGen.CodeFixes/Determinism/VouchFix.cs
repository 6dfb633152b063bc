using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>
/// Vouches for what cannot be verified: by an attribute on the user's own member, or by a line in the project's
/// PaxosGen.Determinism.txt. The reason is left to be written.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(VouchFix)), Shared]
public sealed class VouchFix : EditingFix
{
    private const string Reason = "say here why it does the same on every replica";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1021"];

    /// <summary>Each one is a promise, which only somebody who has looked can give.</summary>
    private protected override bool CanFixAll => false;

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null || TargetOf(Syntax.Whole(node), model) is not { } target)
        {
            return null;
        }

        if (target.DeclaringSyntaxReferences.Length > 0)
        {
            return !Names.Has(target, "PaxosGen.DeterministicAttribute") && target.DeclaringSyntaxReferences.Length == 1 && await target.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is MemberDeclarationSyntax declaration
                && document.Project.Solution.GetDocument(declaration.SyntaxTree) is not (null or SourceGeneratedDocument)
                ? new CodeChange("VouchByAttribute", $"Vouch for '{target.Name}' with [Deterministic]", edits => edits.ReplaceAsync(declaration, static old => SyntaxText.WithAttribute(old, SyntaxText.Attribute("Deterministic", Reason))))
                : null;
        }

        var list = document.Project.AdditionalDocuments.FirstOrDefault(static d => string.Equals(Path.GetFileName(d.FilePath ?? d.Name), DeterminismList.Name, StringComparison.OrdinalIgnoreCase));
        if (list is null || target.GetDocumentationCommentId() is not { } id
            || DeterminismList.Names((await list.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString(), id))
        {
            return null;
        }

        return new CodeChange("VouchByLine", $"Vouch for '{target.Name}' in {DeterminismList.Name}", edits => edits.ChangeTextAsync(list, text => DeterminismList.WithLine(text, $"vouch {id}; {Reason}")));
    }

    private static ISymbol? TargetOf(ExpressionSyntax node, SemanticModel model)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol;
        symbol = (symbol as IMethodSymbol)?.AssociatedSymbol ?? symbol;
        return symbol?.OriginalDefinition is IMethodSymbol or IPropertySymbol or IEventSymbol or IFieldSymbol ? symbol.OriginalDefinition : null;
    }
}
