using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>
/// Removes a line of PaxosGen.Determinism.txt that is of no use: nothing reaches what it vouches for, or another line says
/// it already. One that only lacks a reason is left for somebody to write it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnusedVouchFix), DocumentKinds = [nameof(TextDocumentKind.AdditionalDocument)], DocumentExtensions = [".txt"]), Shared]
public sealed class UnusedVouchFix : CodeFixProvider
{
    private const string Title = "Remove the line";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1027"];

    /// <summary>A line may be of use to another configuration or target of the project.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.TextDocument;
        var text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var line = text.Lines.GetLineFromPosition(Math.Min(diagnostic.Location.SourceSpan.Start, text.Length));
            if (DeterminismList.Entry(line.ToString()) is not { Reason.Length: > 0 })
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    Title,
                    _ => Task.FromResult(document.Project.Solution.WithAdditionalDocumentText(document.Id, text.WithChanges(new TextChange(line.SpanIncludingLineBreak, "")))),
                    Title),
                diagnostic);
        }
    }
}
