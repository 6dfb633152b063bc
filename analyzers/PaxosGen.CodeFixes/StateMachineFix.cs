using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Makes a class with commands or queries a state machine.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StateMachineFix)), Shared]
public sealed class StateMachineFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.HandlerOutside];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var declaration = await NodeAsync<TypeDeclarationSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false);
        if (declaration is not (ClassDeclarationSyntax or RecordDeclarationSyntax { RawKind: (int)SyntaxKind.RecordDeclaration })
            || declaration.Modifiers.Any(SyntaxKind.StaticKeyword) || declaration.Modifiers.Any(SyntaxKind.AbstractKeyword) || declaration.TypeParameterList is not null)
        {
            return null;
        }

        return new CodeChange(nameof(StateMachineFix), $"Make '{declaration.Identifier.ValueText}' a replicated state machine", async edits =>
        {
            // Once for all of its handlers.
            if (edits.Number(declaration.Identifier.ValueText + declaration.SyntaxTree.FilePath + declaration.SpanStart, 1) > 1)
            {
                return;
            }

            foreach (var one in declaration.AncestorsAndSelf().OfType<TypeDeclarationSyntax>())
            {
                await edits.ReplaceAsync(one, one == declaration ? static d => WithAttribute(SyntaxText.WithPartial(d)) : SyntaxText.WithPartial).ConfigureAwait(false);
            }
        });
    }

    /// <summary>On a line of its own.</summary>
    private static TypeDeclarationSyntax WithAttribute(TypeDeclarationSyntax declaration)
    {
        var marked = SyntaxText.WithAttribute(declaration, SyntaxText.Attribute("ReplicatedStateMachine"));
        var leading = marked.GetLeadingTrivia();
        var indentation = leading.Count > 0 && leading[leading.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(leading[leading.Count - 1]) : SyntaxFactory.TriviaList();
        var attribute = marked.AttributeLists[0];
        if (attribute.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
        {
            return marked;
        }

        var next = attribute.GetLastToken().GetNextToken();
        marked = marked.ReplaceToken(next, next.WithLeadingTrivia(indentation));
        return marked.ReplaceNode(marked.AttributeLists[0], marked.AttributeLists[0].WithTrailingTrivia(EndOfLineOf(declaration)));
    }

    private static SyntaxTrivia EndOfLineOf(SyntaxNode node)
        => node.DescendantTrivia().FirstOrDefault(static t => t.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } found ? found : SyntaxFactory.ElasticLineFeed;
}
