using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PaxosGen.CodeFixes.Determinism;

/// <summary>Removes a <c>[Deterministic]</c> that vouches for nothing which a handler reaches. One that only lacks a reason is left for somebody to write it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnusedAttributeFix)), Shared]
public sealed class UnusedAttributeFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["PXG1027"];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var attribute = await NodeAsync<AttributeSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        return attribute?.Parent is AttributeListSyntax { Parent: MemberDeclarationSyntax declaration } list && diagnostic.Properties.ContainsKey("Unused")
            ? new CodeChange(
                nameof(UnusedAttributeFix),
                "Remove [Deterministic]",
                edits => edits.ReplaceAsync(declaration, current => Without(current, declaration.AttributeLists.IndexOf(list), list.Attributes.IndexOf(attribute))))
            : null;
    }

    private static MemberDeclarationSyntax Without(MemberDeclarationSyntax declaration, int listAt, int attributeAt)
    {
        var list = declaration.AttributeLists[listAt];
        if (list.Attributes.Count > 1)
        {
            return declaration.ReplaceNode(list, list.WithAttributes(list.Attributes.RemoveAt(attributeAt)));
        }

        // What stands before the first list, as a comment, belongs to the declaration.
        var removed = declaration.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!;
        return listAt == 0 ? removed.WithLeadingTrivia(declaration.GetLeadingTrivia()) : removed;
    }
}
