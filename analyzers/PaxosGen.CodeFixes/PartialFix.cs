using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Makes a state machine, or a type around one, partial, and all types around that.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PartialFix)), Shared]
public sealed class PartialFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.NotPartial];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        if (await NodeAsync<TypeDeclarationSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false) is not { } declaration)
        {
            return null;
        }

        var declarations = declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(static d => !d.Modifiers.Any(SyntaxKind.PartialKeyword)).ToList();
        return new CodeChange(nameof(PartialFix), $"Make '{declaration.Identifier.ValueText}' partial", async edits =>
        {
            foreach (var one in declarations)
            {
                await edits.ReplaceAsync(one, SyntaxText.WithPartial).ConfigureAwait(false);
            }
        });
    }
}
