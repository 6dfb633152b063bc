using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PaxosGen.CodeFixes;

/// <summary>
/// Mends diagnostics by edits of syntax. A derived class says what to do about one diagnostic; offering it, and doing
/// it everywhere at once, is done here.
/// </summary>
public abstract class EditingFix : CodeFixProvider
{
    /// <summary>Whether it makes sense to mend all diagnostics without looking at each.</summary>
    private protected virtual bool CanFixAll => true;

    /// <inheritdoc/>
    public sealed override FixAllProvider? GetFixAllProvider() => CanFixAll ? new EveryFix(this) : null;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var solution = context.Document.Project.Solution;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } change)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        change.Title,
                        async cancellationToken =>
                        {
                            var edits = new Edits(solution, cancellationToken);
                            await change.ApplyAsync(edits).ConfigureAwait(false);
                            return edits.Result();
                        },
                        change.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>What mends a diagnostic, or null if nothing does without changing what the code means.</summary>
    private protected abstract Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken);

    internal Task<CodeChange?> FindChangeAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
        => FindAsync(document, diagnostic, cancellationToken);

    /// <summary>The innermost node of a kind around a diagnostic.</summary>
    private protected static async Task<TNode?> NodeAsync<TNode>(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
        where TNode : SyntaxNode
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        return root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>();
    }
}
