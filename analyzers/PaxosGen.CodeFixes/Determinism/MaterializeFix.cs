using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Returns or stores a copy: an array or a list, whichever the analyzer has found to fit.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MaterializeFix)), Shared]
public sealed class MaterializeFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1024"];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var node = await NodeAsync<ExpressionSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (model is null || node is null || !diagnostic.Properties.TryGetValue("Append", out var append) || append is not (".ToArray()" or ".ToList()"))
        {
            return null;
        }

        var name = append.Substring(1, append.Length - 3);
        return new CodeChange(nameof(MaterializeFix), $"Copy with {append}", async edits =>
        {
            if (!Syntax.Imports(node, "System.Linq", model))
            {
                edits.Import(node, "System.Linq");
            }

            await edits.ReplaceAsync(node, old => Syntax.Call(old, name).WithTriviaFrom(old)).ConfigureAwait(false);
        });
    }
}
