using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PaxosGen.CodeFixes;

/// <summary>
/// Mends all diagnostics of a document, a project or a solution in one pass, in the order of files and lines, so that
/// the same code always gets the same numbers.
/// </summary>
internal sealed class EveryFix(EditingFix fix) : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
        => Task.FromResult<CodeAction?>(CodeAction.Create(
            "Fix all of this kind",
            cancellationToken => FixAsync(fixAllContext, cancellationToken),
            fixAllContext.CodeActionEquivalenceKey));

    private async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        var edits = new Edits(context.Solution, cancellationToken);
        foreach (var (document, diagnostic) in await DiagnosticsAsync(context).ConfigureAwait(false))
        {
            var change = await fix.FindChangeAsync(document, diagnostic, cancellationToken).ConfigureAwait(false);
            if (change is not null && (context.CodeActionEquivalenceKey is null || change.Key == context.CodeActionEquivalenceKey))
            {
                await change.ApplyAsync(edits).ConfigureAwait(false);
            }
        }

        return edits.Result();
    }

    private static async Task<IEnumerable<(Document Document, Diagnostic Diagnostic)>> DiagnosticsAsync(FixAllContext context)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        if (context is { Scope: FixAllScope.Document, Document: { } document })
        {
            found.AddRange(await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false));
        }
        else
        {
            foreach (var project in context.Scope == FixAllScope.Project ? [context.Project] : context.Solution.Projects)
            {
                found.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
            }
        }

        // One edit for one place: several state machines may have reported the type that they share, or several rules the same member.
        return found
            .GroupBy(static d => (d.Location.SourceTree, d.Location.SourceSpan))
            .Select(static g => g.First())
            .Select(d => (Document: context.Solution.GetDocument(d.Location.SourceTree)!, Diagnostic: d))
            .Where(static d => d.Document is not null)
            .OrderBy(static d => d.Document.FilePath ?? d.Document.Name, StringComparer.Ordinal)
            .ThenBy(static d => d.Diagnostic.Location.SourceSpan.Start);
    }
}
