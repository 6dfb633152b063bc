using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Writes one expression as another.</summary>
public abstract class ExpressionFix : EditingFix
{
    private protected sealed override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null || Find(Syntax.Whole(node), model) is not { } rewrite)
        {
            return null;
        }

        return new CodeChange(GetType().Name, rewrite.Title, async edits =>
        {
            if (!edits.Begin(rewrite.Old))
            {
                return;
            }

            if (rewrite.Import is { } name && !Syntax.Imports(rewrite.Old, name, model))
            {
                edits.Import(rewrite.Old, name);
            }

            await edits.ReplaceAsync(rewrite.Old, old => rewrite.New(old).WithTriviaFrom(old)).ConfigureAwait(false);
        });
    }

    /// <summary>What becomes of the expression that a diagnostic is about, or of one around it; null if nothing does.</summary>
    private protected abstract Rewrite? Find(ExpressionSyntax node, SemanticModel model);
}

/// <summary>One expression in place of another.</summary>
/// <param name="Title">What the user chooses.</param>
/// <param name="Old">The expression that goes.</param>
/// <param name="New">Makes the new one of the old one as it is by then: what is in it may have been edited, too.</param>
internal sealed record Rewrite(string Title, ExpressionSyntax Old, Func<ExpressionSyntax, ExpressionSyntax> New)
{
    /// <summary>A namespace whose extension methods the new one calls.</summary>
    public string? Import { get; init; }
}
