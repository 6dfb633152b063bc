using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PaxosGen.Generators.Parsing;

namespace PaxosGen.CodeFixes;

/// <summary>Gives a command or query the next free id.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IdFix)), Shared]
public sealed class IdFix : EditingFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Problem.BadId, Problem.RepeatedId];

    private protected override async Task<CodeChange?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        // The message names the id, so the analyzer has found it: it knows of those that must not be used again.
        var argument = diagnostic.Id == Problem.BadId ? "1" : "3";
        if (!diagnostic.Properties.TryGetValue(argument, out var text) || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var free)
            || await NodeAsync<AttributeSyntax>(document, diagnostic, cancellationToken).ConfigureAwait(false) is not { } attribute
            || attribute.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not { } type)
        {
            return null;
        }

        return new CodeChange(nameof(IdFix), $"Give it the id {text}", edits =>
        {
            var id = edits.Number(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), free);
            return edits.ReplaceAsync(attribute, node => WithId(node, id));
        });
    }

    private static AttributeSyntax WithId(AttributeSyntax attribute, int id)
    {
        var number = SyntaxText.Number(id);
        var arguments = attribute.ArgumentList?.Arguments ?? default;
        if (arguments.Count > 0 && arguments[0].NameEquals is null)
        {
            var old = arguments[0].Expression;
            return attribute.ReplaceNode(old, number.WithTriviaFrom(old));
        }

        var added = SyntaxFactory.AttributeArgument(number);
        if (arguments.Count == 0)
        {
            return attribute.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(added)).WithTriviaFrom(attribute.ArgumentList ?? (SyntaxNode)added));
        }

        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        var all = new List<SyntaxNodeOrToken> { added, comma };
        all.AddRange(arguments.GetWithSeparators());
        return attribute.WithArgumentList(attribute.ArgumentList!.WithArguments(SyntaxFactory.SeparatedList<AttributeArgumentSyntax>(all)));
    }
}
